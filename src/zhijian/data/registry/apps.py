"""Django's entry of registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Regulatory elements: one dossier per entity."""

    name = "zhijian.data.registry"
    label = "registry"
