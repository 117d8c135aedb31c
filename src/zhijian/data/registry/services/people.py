"""People of entities and their certificates."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from zhijian.data.registry import access
from zhijian.data.registry.models import EntityPerson
from zhijian.data.registry.rules import PersonRole
from zhijian.data.registry.sealed import digest, seal
from zhijian.data.registry.services.timeline import record_event
from zhijian.data.registry.types import PersonIn
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Invalid, in_field
from zhijian.kernel.identifiers.check_digits import as_code
from zhijian.kernel.identifiers.persons import mask_id, parse_id_card, parse_phone
from zhijian.kernel.text import normalise, refuse_hidden_characters
from zhijian.support.identity.types import Actor


class PersonInvalid(Invalid):
    """What was given of a person cannot be right; ``field`` says where."""

    code = "registry.person_invalid"


@transaction.atomic
def add_person(*, entity: UUID, given: PersonIn, by: Actor, at: datetime) -> UUID:
    """Record a person of an entity from today on; gives its uid. The document number is kept sealed.

    Raises NotAllowed, EntityMissing, PersonInvalid, IdCardInvalid, PhoneInvalid.
    """
    row = access.entity_to_change(entity, by=by)
    with in_field("name"):
        name = refuse_hidden_characters(normalise(given.name))
    if given.role not in set(PersonRole):
        raise PersonInvalid("没有这种人员类别，请从列表中选择。", field="role")
    if not 1 <= len(name) <= 60:
        raise PersonInvalid("请填写姓名（不超过 60 个字）。", field="name")
    with in_field("phone"):
        phone = parse_phone(given.phone) if given.phone else ""
    with in_field("id_number"):
        number = _checked_number(given.id_number, at)
    uid = uuid4()
    person = EntityPerson.objects.create(
        uid=uid,
        entity=row,
        role=given.role,
        name=name,
        phone=phone,
        id_number_sealed=seal(number, owner=uid.bytes) if number else None,
        id_number_digest=digest(number) if number else "",
        id_number_masked=mask_id(number) if number else "",
        certificate_number=normalise(given.certificate_number)[:64],
        certificate_valid_to=given.certificate_valid_to,
        health_valid_to=given.health_valid_to,
        valid_from=business_date(at),
    )
    _tell(person, "registry.person_added", by, at)
    return uid


def _checked_number(text: str, at: datetime) -> str:
    """An identity card by its standard; of other documents (passport, 通行证) 5 to 18 letters and digits."""
    number = as_code(text)
    if not number:
        return ""
    if len(number) == 18:
        return parse_id_card(number, today=business_date(at))
    if not (5 <= len(number) <= 17 and number.isascii() and number.isalnum()):
        raise PersonInvalid("证件号码的长度或字符不对，请核对。", field="id_number")
    return number


@transaction.atomic
def end_person(*, person: UUID, by: Actor, at: datetime) -> None:
    """End a person's place at the entity today; the history keeps it. Raises NotAllowed, PersonMissing."""
    row = access.person_to_change(person, by=by)
    row.valid_to = business_date(at)
    row.save(update_fields=["valid_to"])
    _tell(row, "registry.person_ended", by, at)


_TITLES = {"registry.person_added": "登记人员", "registry.person_ended": "人员离任"}


def _tell(row: EntityPerson, kind: str, by: Actor, at: datetime) -> None:
    title = f"{_TITLES[kind]}：{PersonRole(row.role).label} {row.name}"
    record_event(entity=row.entity.uid, source=row.uid, kind=kind, title=title, at=at, by=by)
