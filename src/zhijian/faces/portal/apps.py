"""Django's entry of portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The one entrance: session, menu, first screen."""

    name = "zhijian.faces.portal"
    label = "portal"
