"""Django's entry of enforcement."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Enforcement: clues and, later, cases."""

    name = "zhijian.business.enforcement"
    label = "enforcement"
