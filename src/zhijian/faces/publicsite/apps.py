"""Django's entry of publicsite."""

from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    """What everybody may see: draws, results, papers checked by code."""

    name = "zhijian.faces.publicsite"
    label = "publicsite"
