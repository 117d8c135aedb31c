"""Django's entry of the codes part."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    """Dated, hierarchical code tables."""

    name = "zhijian.support.codes"
    label = "codes"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.codes import permissions  # noqa: F401
