"""Django's entry of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """In-app notices, SMS and other messages through adapters, each send recorded."""

    name = "zhijian.support.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.notices import permissions  # noqa: F401
