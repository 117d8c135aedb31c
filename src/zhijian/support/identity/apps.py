"""Django's entry of the identity part."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Organisations, people, posts, roles and accounts."""

    name = "zhijian.support.identity"
    label = "identity"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.identity import permissions  # noqa: F401
