"""Django's entry of inspection."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Daily supervision: draws, tasks, inspections, rectification, publicity."""

    name = "zhijian.business.inspection"
    label = "inspection"
