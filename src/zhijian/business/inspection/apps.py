"""Django's entry of inspection."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Daily supervision: draws, tasks, inspections, rectification, publicity."""

    name = "zhijian.business.inspection"
    label = "inspection"

    def ready(self) -> None:
        """Declare permissions and findable kinds, and subscribe to events."""
        from zhijian.business.inspection import permissions  # noqa: F401
        from zhijian.support.search import kinds

        kinds.declare("task", "检查任务", "inspection.view")
