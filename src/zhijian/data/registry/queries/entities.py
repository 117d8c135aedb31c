"""Lists and cards of entities, and finding one by what stands on paper."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity, Licence
from zhijian.data.registry.rules import EntityStatus
from zhijian.data.registry.types import EntityCard, EntityFilter
from zhijian.kernel.errors import Invalid, NotFound
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.kernel.identifiers.registration_number import parse_registration_number
from zhijian.kernel.identifiers.uscc import parse_uscc
from zhijian.kernel.text import to_half_width
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor
from zhijian.support.search.queries import condition_of


class CodeUnknown(NotFound):
    """No entity in the caller's scope carries this code or licence number."""

    code = "registry.code_unknown"


def to_card(row: Entity) -> EntityCard:
    """The card of a row whose organisation was fetched along."""
    return EntityCard(
        uid=row.uid,
        name=row.name,
        uscc=row.uscc,
        address=row.address,
        street=row.street,
        legal_person=row.legal_person,
        status=row.status,
        status_label=EntityStatus(row.status).label,
        supervision_classes=tuple(row.supervision_classes),
        tags=tuple(row.tags),
        credit_class=row.credit_class,
        risk_level=row.risk_level,
        organisation=row.organisation.uid,
        organisation_name=row.organisation.short_name,
        lat=row.lat,
        lon=row.lon,
    )


def card(uid: UUID, *, by: Actor) -> EntityCard:
    """One entity's card inside the caller's scope. Raises EntityMissing."""
    return to_card(access.entity(uid, by=by))


def cards(uids: Iterable[UUID]) -> dict[UUID, EntityCard]:
    """Cards by uid, for parts that have checked the caller's right to what points at them."""
    rows = Entity.objects.filter(uid__in=list(uids)).select_related("organisation")
    return {row.uid: to_card(row) for row in rows}


_SEARCHED = (
    "(registry_entity.uid, registry_entity.organisation_id) IN "
    "(SELECT subject, organisation_id FROM search_searchentry WHERE kind = 'entity' AND tokens @@ %s::tsquery)"
)
"""The office stands on both sides, so that a list of one office looks at its own names only."""


def filtered(rows: QuerySet[Entity], where: EntityFilter, *, on: date) -> QuerySet[Entity]:
    """Those of some entities that fulfil every condition given. Raises SearchTooShort."""
    plain = {
        "street": where.street,
        "status": where.status,
        "risk_level": where.risk_level,
        "credit_class": where.credit_class,
        "supervision_classes__contains": [where.supervision_class] if where.supervision_class else "",
        "tags__contains": [where.tag] if where.tag else "",
        "industry__startswith": where.industry,
        "source": where.source,
    }
    rows = rows.filter(**{path: value for path, value in plain.items() if value})
    if where.organisation is not None:
        root = Organisation.objects.filter(uid=where.organisation).values_list("path", flat=True).first()
        rows = rows.filter(organisation__path__under=root) if root else rows.none()
    if where.text.strip():
        rows = rows.filter(RawSQL(_SEARCHED, [condition_of(where.text)], output_field=BooleanField()))  # noqa: S611 (constant)
    if where.expiring_within is not None:
        ending = Licence.objects.filter(
            entity=OuterRef("pk"),
            ended_at__isnull=True,
            revoked_on__isnull=True,
            valid_to__lte=on + timedelta(days=where.expiring_within),
        )
        rows = rows.filter(Exists(ending))
    return rows


COUNTED_MOST = 10_000


def counted(rows: QuerySet[Entity]) -> int | None:
    """How many rows there are; None for more than ``COUNTED_MOST``."""
    found = rows[: COUNTED_MOST + 1].count()
    return found if found <= COUNTED_MOST else None


def entities(
    where: EntityFilter, *, by: Actor, on: date, after: str | None = None, limit: int = 50
) -> tuple[list[EntityCard], str | None, int | None]:
    """A page of entities by name, the mark of the next page, and on the first page how many there are in all:
    None for more than ``COUNTED_MOST``, which are not counted.

    on: the day from which licences that run out are counted.  Raises SearchTooShort, CursorInvalid.
    """
    rows = filtered(access.listed_to(by), where, on=on)
    key = decode_cursor(after, str, int)
    total = counted(rows) if key is None else None
    if key is not None:
        rows = rows.filter(Q(name__gt=key[0]) | Q(name=key[0], pk__gt=key[1]))
    fetched = list(rows.select_related("organisation").order_by("name", "pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.name, row.pk))
    return [to_card(row) for row in page], following, total


def streets(*, by: Actor) -> list[str]:
    """Streets in which the caller's entities are, for a list to choose from."""
    names = access.visible_to(by).exclude(street="").order_by("street").values_list("street", flat=True).distinct()
    return list(names[:MOST_STREETS])


_USCC = re.compile("[0-9A-HJ-NP-RTUWXY]{18}")
_OLD_NUMBER = re.compile("(?<![0-9])[0-9]{15}(?![0-9])")
_OWN_LINK = re.compile("/registry/entities/([0-9a-f-]{36})", re.IGNORECASE)
LONGEST_SCAN = 2000
MOST_STREETS = 500


def entity_by_code(text: str, *, by: Actor) -> EntityCard:
    """The entity of a scanned QR code, a typed 统一社会信用代码, 注册号 or licence number. Raises CodeUnknown.

    A QR code may hold a whole sentence or address; the first valid code inside it counts.
    """
    scanned = to_half_width(text[:LONGEST_SCAN]).strip()
    rows = access.visible_to(by).select_related("organisation")
    for condition in _conditions(scanned):
        row = rows.filter(condition).order_by("pk").first()
        if row is not None:
            return to_card(row)
    raise CodeUnknown("没有找到这个代码对应的主体，可能没有建档，或不在您的管辖范围内。")


def _conditions(scanned: str) -> Iterator[Q]:
    own = _OWN_LINK.search(scanned)
    if own:
        with suppress(ValueError):
            yield Q(uid=UUID(own[1]))
    upper = scanned.upper()
    for found in _USCC.finditer(upper):
        with suppress(Invalid):
            yield Q(uscc=parse_uscc(found.group()))
    for found in _OLD_NUMBER.finditer(upper):
        with suppress(Invalid):
            yield Q(registration_number=parse_registration_number(found.group()))
    number = "".join(upper.split())
    if 0 < len(number) <= 64:
        held = Licence.objects.filter(entity=OuterRef("pk"), number=number, ended_at__isnull=True)
        yield Q(Exists(held))
