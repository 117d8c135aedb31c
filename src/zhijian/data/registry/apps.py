"""Django's entry of registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Regulatory elements: one dossier per entity."""

    name = "zhijian.data.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare permissions and the findable kind."""
        from zhijian.data.registry import permissions  # noqa: F401
        from zhijian.support.search import kinds

        kinds.declare("entity", "经营主体", "registry.view")
