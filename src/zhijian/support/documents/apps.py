"""Django's entry of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Issued papers: numbered, immutable, checkable by anybody."""

    name = "zhijian.support.documents"
    label = "documents"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.documents import permissions  # noqa: F401
