"""Django's entry of the deadlines part."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Legal periods as dated rules, the work calendar, and running clocks."""

    name = "zhijian.support.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        """Declare the part's permissions."""
        from zhijian.support.deadlines import permissions  # noqa: F401
