"""Django's entry of registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Regulatory elements: one dossier per entity."""

    name = "zhijian.data.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare permissions, the findable kind and the import."""
        from zhijian.data.exchange import importers
        from zhijian.data.registry import permissions  # noqa: F401
        from zhijian.data.registry.importing import EntityImporter
        from zhijian.support.search import kinds

        importers.register(EntityImporter())
        kinds.declare("entity", "经营主体", "registry.view")
