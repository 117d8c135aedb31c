"""The one door to the register's rows."""

from uuid import UUID

from django.db.models import QuerySet

from zhijian.data.registry.models import Entity, EntityPerson, Licence
from zhijian.kernel.errors import NotFound
from zhijian.support.audit import services as audit
from zhijian.support.identity.access import among, within
from zhijian.support.identity.types import Actor


class EntityMissing(NotFound):
    """No such entity inside the caller's scope."""

    code = "registry.entity_missing"


class PersonMissing(NotFound):
    """No such person of an entity inside the caller's scope."""

    code = "registry.person_missing"


class LicenceMissing(NotFound):
    """No such licence inside the caller's scope."""

    code = "registry.licence_missing"


def visible_to(by: Actor) -> QuerySet[Entity]:
    """Entities inside the caller's scope."""
    return Entity.objects.filter(within(by, "registry.view"))


def exportable_by(by: Actor) -> QuerySet[Entity]:
    """Entities that the caller may see and take away as a list. Raises NotAllowed."""
    by.must("registry.export")
    return visible_to(by).filter(within(by, "registry.export"))


def listed_to(by: Actor) -> QuerySet[Entity]:
    """The same entities, for lists of a whole city's register: the offices stand in the condition."""
    return Entity.objects.filter(among(by, "registry.view"))


def entity(uid: UUID, *, by: Actor) -> Entity:
    """One entity. Raises EntityMissing."""
    row = visible_to(by).select_related("organisation").filter(uid=uid).first()
    if row is None:
        raise EntityMissing("没有找到这个主体，可能不在您的管辖范围内。")
    return row


def look_into(uid: UUID, *, by: Actor, facts: dict[str, object]) -> Entity:
    """One entity whose personal data are about to be read: the look is noted. Raises EntityMissing."""
    row = entity(uid, by=by)
    audit.note(action="registry.dossier_viewed", kind="registry_entity", subject=str(uid), by=by, facts=facts)
    return row


def person(uid: UUID, *, by: Actor, purpose: str) -> EntityPerson:
    """One person of an entity whose document number is about to be read: the look is noted with its purpose.

    Raises NotAllowed, PersonMissing.
    """
    by.must("registry.view_number")
    reach = within(by, "registry.view_number", organisation="entity__organisation")
    row = EntityPerson.objects.filter(reach, uid=uid).first()
    if row is None:
        raise PersonMissing("没有找到这个人员，可能不在您的管辖范围内。")
    audit.note(
        action="registry.number_viewed",
        kind="registry_entityperson",
        subject=str(uid),
        by=by,
        facts={"purpose": purpose[:200]},
    )
    return row


def licences_visible_to(by: Actor) -> QuerySet[Licence]:
    """Licences of entities inside the caller's scope."""
    return Licence.objects.filter(within(by, "registry.view", organisation="entity__organisation"))


def entity_to_change(uid: UUID, *, by: Actor) -> Entity:
    """One entity that the caller may change, locked. Raises EntityMissing, NotAllowed."""
    by.must("registry.manage")
    row = (
        Entity.objects.select_for_update(of=("self",))
        .filter(within(by, "registry.manage"))
        .select_related("organisation")
        .filter(uid=uid)
        .first()
    )
    if row is None:
        raise EntityMissing("没有找到这个主体，可能不在您的管辖范围内。")
    return row


def licence_to_change(uid: UUID, *, by: Actor) -> Licence:
    """One licence in force of an entity that the caller may change, locked. Raises NotAllowed, LicenceMissing."""
    by.must("registry.manage")
    reach = within(by, "registry.manage", organisation="entity__organisation")
    row = (
        Licence.objects.select_for_update(of=("self",))
        .select_related("entity")
        .filter(reach, uid=uid, ended_at__isnull=True)
        .first()
    )
    if row is None:
        raise LicenceMissing("没有找到这张许可证，可能已经换发、注销，或不在您的管辖范围内。")
    return row


def person_to_change(uid: UUID, *, by: Actor) -> EntityPerson:
    """One person in place at an entity that the caller may change, locked. Raises NotAllowed, PersonMissing."""
    by.must("registry.manage")
    reach = within(by, "registry.manage", organisation="entity__organisation")
    row = (
        EntityPerson.objects.select_for_update(of=("self",))
        .select_related("entity")
        .filter(reach, uid=uid, valid_to__isnull=True)
        .first()
    )
    if row is None:
        raise PersonMissing("没有找到这个人员，可能已经离任，或不在您的管辖范围内。")
    return row
