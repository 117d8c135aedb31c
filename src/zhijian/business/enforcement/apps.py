"""Django's entry of enforcement."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Enforcement: clues and, later, cases."""

    name = "zhijian.business.enforcement"
    label = "enforcement"

    def ready(self) -> None:
        """Declare permissions and findable kinds, subscribe to events, show clues' evidence to who may see them."""
        from zhijian.business.enforcement import handlers, permissions  # noqa: F401
        from zhijian.support.search import kinds

        kinds.declare("clue", "稽查线索", "enforcement.clue_view")
