"""Django's entry of the worklist part."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """One row for each thing a person or post must do."""

    name = "zhijian.support.worklist"
    label = "worklist"

    def ready(self) -> None:
        """Subscribe to events."""
        from zhijian.support.worklist import handlers  # noqa: F401
