"""Django's entry of evidence."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence store: content-addressed, write-once, with custody."""

    name = "zhijian.support.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.evidence import permissions  # noqa: F401
