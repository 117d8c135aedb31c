"""Questions about the two libraries and avoidance."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from pydantic import TypeAdapter

from zhijian.business.inspection.access import pools as access
from zhijian.business.inspection.models import (
    Avoidance,
    ObjectPool,
    ObjectPoolMember,
    OfficerPool,
    OfficerPoolMember,
)
from zhijian.business.inspection.rules.libraries import INSPECTED_STATUSES, LeftOut
from zhijian.business.inspection.types.pools import (
    AvoidanceRecord,
    EntityRef,
    ObjectFilter,
    ObjectMember,
    ObjectPoolDetail,
    ObjectPreview,
    OfficerMember,
    OfficerPoolDetail,
    PersonRef,
    PoolRecord,
)
from zhijian.data.registry.access import visible_to as entities_visible_to
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import EntityStatus
from zhijian.kernel.errors import NotFound
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity import queries as identity
from zhijian.support.identity.access import organisations_in_charge_of, reaches
from zhijian.support.identity.types import Actor, OfficerRecord

FILTER = TypeAdapter(ObjectFilter)
MEMBER_ACTS = ("add", "remove", "retire")


def to_entity(row: Entity) -> EntityRef:
    """An entity as lists show it."""
    return EntityRef(uid=row.uid, name=row.name, uscc=row.uscc, address=row.address)


def to_pool(row: OfficerPool | ObjectPool, *, members: int, problems: int, by: Actor) -> PoolRecord:
    """The record of a row whose organisation was fetched along."""
    return PoolRecord(
        uid=row.uid,
        name=row.name,
        organisation=row.organisation.uid,
        organisation_name=row.organisation.short_name,
        members=members,
        problems=problems,
        created_at=row.created_at,
        version=row.version,
        may=MEMBER_ACTS if reaches(by, "inspection.pools", row.organisation) else (),
    )


def officer_pools(*, by: Actor, today: date) -> list[PoolRecord]:
    """Libraries of officers in the caller's scope, by name."""
    rows = list(access.officer_pools_visible_to(by).order_by("name", "pk"))
    members = _members_by_pool(rows)
    people = {member.person.uid for found in members.values() for member in found}
    at_work = identity.officers_by_uid(people, on=today)
    return [
        to_pool(
            row,
            members=len(members[row.pk]),
            problems=sum(1 for member in members[row.pk] if officer_problems(at_work.get(member.person.uid))),
            by=by,
        )
        for row in rows
    ]


def _members_by_pool(rows: Iterable[OfficerPool]) -> dict[int, list[OfficerPoolMember]]:
    found: dict[int, list[OfficerPoolMember]] = {row.pk: [] for row in rows}
    open_ones = OfficerPoolMember.objects.filter(pool__in=list(found), removed_at__isnull=True)
    for member in open_ones.select_related("person").order_by("pk"):
        found[member.pool_id].append(member)
    return found


def officer_problems(found: OfficerRecord | None) -> tuple[str, ...]:
    """What keeps an officer out of a draw on the day the record was asked for."""
    if found is None:
        return (f"{LeftOut.NO_POST.label}。",)
    if found.certificate is None:
        return (f"{LeftOut.NO_CERTIFICATE.label}。",)
    if not found.certificate.is_valid:
        return ("执法证今天无效，请先换证或者延期。",)
    return ()


def officer_pool(*, pool: UUID, by: Actor, today: date) -> OfficerPoolDetail:
    """One library of officers with its members, by organisation and name. Raises PoolMissing."""
    row = access.officer_pool(pool, by=by)
    members = _members_by_pool([row])[row.pk]
    at_work = identity.officers_by_uid([member.person.uid for member in members], on=today)
    avoided = _avoided_by([member.person_id for member in members], by=by, today=today)
    shown = [_to_officer(member, at_work.get(member.person.uid), avoided[member.person_id]) for member in members]
    shown.sort(key=lambda item: (item.organisation_name, item.person.name, str(item.person.uid)))
    problems = sum(1 for item in shown if item.problems)
    return OfficerPoolDetail(pool=to_pool(row, members=len(shown), problems=problems, by=by), members=tuple(shown))


def _avoided_by(people: Iterable[int], *, by: Actor, today: date) -> Counter[int]:
    """From how many entities each person keeps away, as far as the caller may see."""
    rows = access.avoidances_visible_to(by, on=today).filter(person__in=list(people))
    return Counter(rows.values_list("person_id", flat=True))


def _to_officer(member: OfficerPoolMember, found: OfficerRecord | None, avoidances: int) -> OfficerMember:
    certificate = found.certificate if found else None
    return OfficerMember(
        person=PersonRef(uid=member.person.uid, name=member.person.name),
        title=found.title if found else "",
        organisation=found.organisation if found else None,
        organisation_name=found.organisation_name if found else "",
        certificate_number=certificate.number if certificate else "",
        certificate_valid_from=certificate.valid_from if certificate else None,
        certificate_valid_to=certificate.valid_to if certificate else None,
        is_certificate_valid=bool(certificate and certificate.is_valid),
        specialities=certificate.specialities if certificate else (),
        is_group_leader=member.is_group_leader,
        added_at=member.added_at,
        avoidances=avoidances,
        problems=officer_problems(found),
    )


def entities_chosen(chosen_by: ObjectFilter, *, by: Actor) -> QuerySet[Entity]:
    """Entities of the register inside the caller's scope that a filter means. Raises NotFound."""
    rows = entities_visible_to(by)
    if chosen_by.classes:
        rows = rows.filter(supervision_classes__overlap=list(chosen_by.classes))
    if chosen_by.tags:
        rows = rows.filter(tags__overlap=list(chosen_by.tags))
    for column, values in (
        ("street", chosen_by.streets),
        ("risk_level", chosen_by.risk_levels),
        ("credit_class", chosen_by.credit_classes),
        ("status", chosen_by.statuses),
    ):
        if values:
            rows = rows.filter(**{f"{column}__in": values})
    if chosen_by.organisation:
        place = organisations_in_charge_of(by, "registry.view").filter(uid=chosen_by.organisation).first()
        if place is None:
            raise NotFound("没有找到所选的机构，可能不在您的管辖范围内。")
        rows = rows.filter(organisation__path__under=place.path)
    return rows.filter(name__contains=chosen_by.text) if chosen_by.text else rows


def preview(*, chosen_by: ObjectFilter, by: Actor) -> ObjectPreview:
    """How many entities a filter finds, by credit class, and the first twenty by name. Raises NotAllowed, NotFound."""
    by.must("registry.view")
    rows = entities_chosen(chosen_by, by=by)
    counted = _by_credit_class(rows.order_by().values_list("credit_class").annotate(count=Count("pk")))
    return ObjectPreview(
        total=sum(counted.values()),
        by_credit_class=counted,
        first=tuple(to_entity(row) for row in rows.order_by("name", "pk")[:20]),
    )


def _by_credit_class(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    counted = Counter(dict(counts))
    return {name: counted[name] for name in ("D", "C", "B", "A", "")}


def _open_members(pool: ObjectPool) -> QuerySet[ObjectPoolMember]:
    return ObjectPoolMember.objects.filter(pool=pool, removed_at__isnull=True)


def object_pools(*, by: Actor) -> list[PoolRecord]:
    """Libraries of objects in the caller's scope, by name."""
    rows = list(access.object_pools_visible_to(by).order_by("name", "pk"))
    counts = {
        pool: (members, problems)
        for pool, members, problems in ObjectPoolMember.objects.filter(pool__in=rows, removed_at__isnull=True)
        .values_list("pool")
        .annotate(members=Count("pk"), problems=Count("pk", filter=~Q(entity__status__in=INSPECTED_STATUSES)))
    }
    return [
        to_pool(row, members=counts.get(row.pk, (0, 0))[0], problems=counts.get(row.pk, (0, 0))[1], by=by)
        for row in rows
    ]


def object_pool_record(row: ObjectPool, *, by: Actor) -> PoolRecord:
    """The record of one library of objects with its counts as of now."""
    members = _open_members(row)
    problems = members.exclude(entity__status__in=INSPECTED_STATUSES).count()
    return to_pool(row, members=members.count(), problems=problems, by=by)


def object_pool(*, pool: UUID, by: Actor) -> ObjectPoolDetail:
    """One library of objects and the filter it was made with. Raises PoolMissing."""
    row = access.object_pool(pool, by=by)
    counts = _open_members(row).order_by().values_list("entity__credit_class").annotate(count=Count("pk"))
    return ObjectPoolDetail(
        pool=object_pool_record(row, by=by),
        chosen_by=FILTER.validate_python(row.chosen_by) if row.chosen_by else None,
        by_credit_class=_by_credit_class(counts),
    )


def object_members(
    *, pool: UUID, by: Actor, text: str = "", after: str | None = None, limit: int = 50
) -> tuple[list[ObjectMember], str | None, int]:
    """Members of a library by name: a page, the mark of the next, and how many there are. Raises PoolMissing."""
    rows = _open_members(access.object_pool(pool, by=by))
    if text:
        rows = rows.filter(Q(entity__name__contains=text) | Q(entity__uscc=text.upper()))
    total = rows.count()
    key = decode_cursor(after, str, int)
    if key is not None:
        rows = rows.filter(Q(entity__name__gt=key[0]) | Q(entity__name=key[0], pk__gt=key[1]))
    fetched = list(rows.select_related("entity").order_by("entity__name", "pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.entity.name, row.pk))
    return [_to_object(row) for row in page], following, total


def _to_object(member: ObjectPoolMember) -> ObjectMember:
    entity = member.entity
    stopped = entity.status not in INSPECTED_STATUSES
    return ObjectMember(
        entity=to_entity(entity),
        status=entity.status,
        status_label=EntityStatus(entity.status).label,
        classes=tuple(entity.supervision_classes),
        credit_class=entity.credit_class,
        risk_level=entity.risk_level,
        street=entity.street,
        added_at=member.added_at,
        problems=(f"{LeftOut.NOT_INSPECTED.label}，抽取时会排除。",) if stopped else (),
    )


def avoidances(
    *,
    by: Actor,
    today: date,
    person: UUID | None = None,
    entity: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[AvoidanceRecord], str | None]:
    """Avoidances that hold today, the newest first; a page and the mark of the next."""
    rows = access.avoidances_visible_to(by, on=today)
    if person:
        rows = rows.filter(person__uid=person)
    if entity:
        rows = rows.filter(entity__uid=entity)
    key = decode_cursor(after, int)
    if key is not None:
        rows = rows.filter(pk__lt=key[0])
    found = rows.select_related("person", "entity__organisation", "decided_by")
    fetched = list(found.order_by(F("pk").desc())[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.pk,))
    return [to_avoidance(row, by=by) for row in page], following


def to_avoidance(row: Avoidance, *, by: Actor) -> AvoidanceRecord:
    """The record of a row whose people and entity were fetched along."""
    return AvoidanceRecord(
        uid=row.uid,
        person=PersonRef(uid=row.person.uid, name=row.person.name),
        entity=to_entity(row.entity),
        reason=row.reason,
        decided_by=PersonRef(uid=row.decided_by.uid, name=row.decided_by.name),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        may=("end",) if reaches(by, "inspection.pools", row.entity.organisation) else (),
    )


def members_among(pool: UUID, entities: Iterable[UUID]) -> set[UUID]:
    """Which of these entities are in a library now, for parts that may change it."""
    rows = ObjectPoolMember.objects.filter(pool__uid=pool, removed_at__isnull=True, entity__uid__in=list(entities))
    return set(rows.values_list("entity__uid", flat=True))


def namesakes(name: str, *, by: Actor) -> int:
    """How many entities in the caller's scope have exactly this name."""
    return entities_visible_to(by).filter(name=name).count()


def entities_named(rows: Iterable[tuple[str, str]], *, by: Actor) -> dict[tuple[str, str], UUID]:
    """Entities in the caller's scope by (code or registration number, name); without a code by name, the newest."""
    wanted = list(rows)
    codes, names = {code for code, _ in wanted if code}, {name for code, name in wanted if not code}
    found: dict[str, UUID] = {}
    known = entities_visible_to(by).filter(Q(uscc__in=codes) | Q(registration_number__in=codes) | Q(name__in=names))
    for uid, uscc, number, name in known.order_by("pk").values_list("uid", "uscc", "registration_number", "name"):
        found |= {key: uid for key in (uscc, number, f"name {name}") if key}
    keys = {(code, name): code or f"name {name}" for code, name in wanted}
    return {pair: found[key] for pair, key in keys.items() if key in found}
