"""Django's entry of forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Versioned form definitions of inspections."""

    name = "zhijian.support.forms"
    label = "forms"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.forms import permissions  # noqa: F401
