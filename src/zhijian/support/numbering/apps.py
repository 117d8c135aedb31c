"""Django's entry of the numbering part."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """Official numbers without gaps or doubles."""

    name = "zhijian.support.numbering"
    label = "numbering"
