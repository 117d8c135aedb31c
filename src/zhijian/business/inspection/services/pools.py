"""What can be done to the two libraries that draws are made from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import pools as access
from zhijian.business.inspection.models import ObjectPool, ObjectPoolMember, OfficerPool, OfficerPoolMember
from zhijian.business.inspection.queries import pools as queries
from zhijian.business.inspection.types.pools import ObjectFilter, PoolRecord
from zhijian.data.registry.access import EntityMissing
from zhijian.data.registry.access import visible_to as entities_visible_to
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Invalid, NotFound
from zhijian.support.identity import queries as identity
from zhijian.support.identity.models import Organisation, Person
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.types import Actor

BATCH = 5_000


class PoolOutside(NotFound):
    """A library cannot be made for this organisation: it is not inside the caller's scope."""

    code = "inspection.pool_outside"


class PersonNotAtWork(Invalid):
    """Somebody without a post on the day, or out of the caller's scope, comes into no library; ``persons`` says who."""

    code = "inspection.person_not_at_work"


class MemberMissing(NotFound):
    """The person or entity is not in this library."""

    code = "inspection.member_missing"


class FilterMissing(Invalid):
    """The library was not made by a filter, so there is nothing to ask the register again."""

    code = "inspection.filter_missing"


def _organisation(uid: UUID | None, by: Actor) -> Organisation:
    """The organisation a library is made for: one's own, or one below. Raises NotAllowed, PoolOutside."""
    by.must("inspection.pools")
    wanted = uid or by.organisation
    rows = Organisation.objects.filter(uid=wanted) if wanted else Organisation.objects.none()
    match by.scope("inspection.pools"):
        case Scope.SUBTREE:
            rows = rows.filter(path__under=by.organisation_path)
        case Scope.ORGANISATION | Scope.OWN:
            rows = rows if wanted == by.organisation else rows.none()
    row = rows.first()
    if row is None:
        raise PoolOutside("只能为本机构及下级机构建立名录库。")
    return row


@transaction.atomic
def make_officer_pool(
    *, name: str, organisation: UUID | None, members: Mapping[UUID, bool], by: Actor, at: datetime
) -> PoolRecord:
    """Make a library of officers. members: person uid to whether they may lead a group.

    Raises NotAllowed, PoolOutside, PersonNotAtWork.
    """
    place = _organisation(organisation, by)
    row = OfficerPool.objects.create(name=name, organisation=place, created_at=at)
    _put_officers(row, members, by, at)
    return _officer_pool_record(row, by, at)


def _officer_pool_record(row: OfficerPool, by: Actor, at: datetime) -> PoolRecord:
    people = list(
        OfficerPoolMember.objects.filter(pool=row, removed_at__isnull=True).values_list("person__uid", flat=True)
    )
    at_work = identity.officers_by_uid(people, on=business_date(at))
    problems = sum(1 for uid in people if queries.officer_problems(at_work.get(uid)))
    return queries.to_pool(row, members=len(people), problems=problems, by=by)


@transaction.atomic
def add_officers(*, pool: UUID, members: Mapping[UUID, bool], by: Actor, at: datetime) -> PoolRecord:
    """Put people into a library, or change whether they may lead. Raises PoolMissing, PersonNotAtWork, NotAllowed."""
    row = access.officer_pool_to_change(pool, by=by)
    _put_officers(row, members, by, at)
    _changed(row)
    return _officer_pool_record(row, by, at)


def _put_officers(row: OfficerPool, members: Mapping[UUID, bool], by: Actor, at: datetime) -> None:
    at_work = identity.officers_by_uid(members, on=business_date(at))
    elsewhere = set(identity.unseen(members, by=by))
    missing = [str(uid) for uid in members if uid not in at_work or uid in elsewhere]
    if missing:
        raise PersonNotAtWork("有人员没有在任岗位，或者不在您的管辖范围内，不能加入名录库。", persons=missing)
    people = {person.uid: person for person in Person.objects.filter(uid__in=list(members))}
    for uid, leads in members.items():
        OfficerPoolMember.objects.update_or_create(
            pool=row,
            person=people[uid],
            removed_at=None,
            defaults={"is_group_leader": leads},
            create_defaults={"is_group_leader": leads, "added_at": at},
        )


def _changed(row: OfficerPool | ObjectPool) -> None:
    row.version += 1
    row.save(update_fields=["version"])


@transaction.atomic
def remove_officer(*, pool: UUID, person: UUID, by: Actor, at: datetime) -> None:
    """Take a person out of a library. Raises PoolMissing, MemberMissing, NotAllowed."""
    row = access.officer_pool_to_change(pool, by=by)
    gone = OfficerPoolMember.objects.filter(pool=row, person__uid=person, removed_at__isnull=True).update(removed_at=at)
    if not gone:
        raise MemberMissing("这个人不在名录库中。")
    _changed(row)


@transaction.atomic
def retire_officer_pool(*, pool: UUID, by: Actor, at: datetime) -> None:
    """Take a library of officers out of use. Raises PoolMissing, NotAllowed."""
    row = access.officer_pool_to_change(pool, by=by)
    row.retired_at = at
    row.save(update_fields=["retired_at"])


@transaction.atomic
def make_object_pool(
    *,
    name: str,
    organisation: UUID | None,
    chosen_by: ObjectFilter | None,
    entities: Iterable[UUID],
    by: Actor,
    at: datetime,
) -> PoolRecord:
    """Make a library of objects: what a filter finds in the register as of now, and the entities named.

    Raises NotAllowed, PoolOutside, EntityMissing.
    """
    place = _organisation(organisation, by)
    row = ObjectPool.objects.create(
        name=name,
        organisation=place,
        chosen_by=queries.FILTER.dump_python(chosen_by, mode="json") if chosen_by else {},
        created_at=at,
    )
    found = set(_named(entities, by))
    if chosen_by:
        found |= set(queries.entities_chosen(chosen_by, by=by).values_list("pk", flat=True))
    _put_objects(row, found, at)
    return queries.object_pool_record(row, by=by)


def _named(entities: Iterable[UUID], by: Actor) -> list[int]:
    wanted = set(entities)
    found = list(entities_visible_to(by).filter(uid__in=wanted).values_list("pk", flat=True)) if wanted else []
    if len(found) != len(wanted):
        raise EntityMissing("有主体没有找到，可能不在您的管辖范围内。")
    return found


def _put_objects(row: ObjectPool, entities: Iterable[int], at: datetime) -> None:
    held = set(ObjectPoolMember.objects.filter(pool=row, removed_at__isnull=True).values_list("entity_id", flat=True))
    ObjectPoolMember.objects.bulk_create(
        (ObjectPoolMember(pool=row, entity_id=pk, added_at=at) for pk in sorted(set(entities) - held)),
        batch_size=BATCH,
    )


@transaction.atomic
def add_objects(*, pool: UUID, entities: Iterable[UUID], by: Actor, at: datetime) -> PoolRecord:
    """Put entities into a library; those that are in it already stay. Raises PoolMissing, EntityMissing, NotAllowed."""
    row = access.object_pool_to_change(pool, by=by)
    _put_objects(row, _named(entities, by), at)
    _changed(row)
    return queries.object_pool_record(row, by=by)


@transaction.atomic
def remove_object(*, pool: UUID, entity: UUID, by: Actor, at: datetime) -> None:
    """Take an entity out of a library. Raises PoolMissing, MemberMissing, NotAllowed."""
    row = access.object_pool_to_change(pool, by=by)
    gone = ObjectPoolMember.objects.filter(pool=row, entity__uid=entity, removed_at__isnull=True).update(removed_at=at)
    if not gone:
        raise MemberMissing("这个主体不在名录库中。")
    _changed(row)


@transaction.atomic
def refresh_object_pool(*, pool: UUID, by: Actor, at: datetime) -> PoolRecord:
    """Ask the register again with the library's filter: new entities come in, those that no longer fit go.

    Raises PoolMissing, FilterMissing, NotAllowed.
    """
    row = access.object_pool_to_change(pool, by=by)
    if not row.chosen_by:
        raise FilterMissing("这个名录库不是按条件建立的，请逐个增减对象。")
    chosen_by: ObjectFilter = queries.FILTER.validate_python(row.chosen_by)
    found = set(queries.entities_chosen(chosen_by, by=by).values_list("pk", flat=True))
    ObjectPoolMember.objects.filter(pool=row, removed_at__isnull=True).exclude(entity_id__in=found).update(
        removed_at=at
    )
    _put_objects(row, found, at)
    _changed(row)
    return queries.object_pool_record(row, by=by)


@transaction.atomic
def retire_object_pool(*, pool: UUID, by: Actor, at: datetime) -> None:
    """Take a library of objects out of use. Raises PoolMissing, NotAllowed."""
    row = access.object_pool_to_change(pool, by=by)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
