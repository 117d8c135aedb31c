"""Django's entry of inspection."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Daily supervision: draws, tasks, inspections, rectification, publicity."""

    name = "zhijian.business.inspection"
    label = "inspection"

    def ready(self) -> None:
        """Declare permissions, findable kinds, imports and papers in force, and subscribe to events."""
        from zhijian.business.inspection import handlers, permissions  # noqa: F401
        from zhijian.business.inspection.access import records, results
        from zhijian.business.inspection.importers import ObjectImporter, OfficerImporter
        from zhijian.data.exchange import importers
        from zhijian.support.documents import in_force
        from zhijian.support.evidence import subjects
        from zhijian.support.search import kinds

        importers.register(OfficerImporter())
        importers.register(ObjectImporter())
        subjects.register("inspection.record", records.visible_uids)
        in_force.register("inspection.record", results.papers_in_force)
        kinds.declare("task", "检查任务", "inspection.view")
