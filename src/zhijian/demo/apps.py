"""Django's entry of the demonstration district."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The made-up world, loaded through the services."""

    name = "zhijian.demo"
    label = "demo"
