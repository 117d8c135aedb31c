"""Django's entry of forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Versioned form definitions of inspections."""

    name = "zhijian.support.forms"
    label = "forms"
