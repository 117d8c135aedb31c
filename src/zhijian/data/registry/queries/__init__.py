"""Questions about the register, by subject."""

from zhijian.data.registry.queries.changes import changes
from zhijian.data.registry.queries.counting import counts
from zhijian.data.registry.queries.dossier import dossier, person_number, timeline
from zhijian.data.registry.queries.entities import COUNTED_MOST, card, cards, entities, entity_by_code, streets, to_card
from zhijian.data.registry.queries.licences import expiring_licences

__all__ = [
    "COUNTED_MOST",
    "card",
    "cards",
    "changes",
    "counts",
    "dossier",
    "entities",
    "entity_by_code",
    "expiring_licences",
    "person_number",
    "streets",
    "timeline",
    "to_card",
]
