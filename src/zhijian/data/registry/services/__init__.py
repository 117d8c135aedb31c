"""What can be done to the register, by subject."""

from zhijian.data.registry.services.entities import (
    CodeTaken,
    EntityInvalid,
    VersionStale,
    change_entity,
    checked,
    move_entity,
    register_entity,
)
from zhijian.data.registry.services.expiry import warn_of_expiring
from zhijian.data.registry.services.exporting import ExportTooLarge, export_entities
from zhijian.data.registry.services.licences import add_licence, end_licence, revoke_licence
from zhijian.data.registry.services.people import PersonInvalid, add_person, end_person
from zhijian.data.registry.services.reference import assign_street, load_reference
from zhijian.data.registry.services.standing import set_credit_class, set_risk_level, set_tags
from zhijian.data.registry.services.timeline import record_event

__all__ = [
    "CodeTaken",
    "EntityInvalid",
    "ExportTooLarge",
    "PersonInvalid",
    "VersionStale",
    "add_licence",
    "add_person",
    "assign_street",
    "change_entity",
    "checked",
    "end_licence",
    "end_person",
    "export_entities",
    "load_reference",
    "move_entity",
    "record_event",
    "register_entity",
    "revoke_licence",
    "set_credit_class",
    "set_risk_level",
    "set_tags",
    "warn_of_expiring",
]
