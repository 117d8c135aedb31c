"""What the libraries of a draw hold: as of now out of the pools, and as they were frozen at the commitment."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import orjson
from django.db.models import Q

from zhijian.business.inspection.models import (
    Avoidance,
    Draw,
    DrawLibrary,
    ObjectPool,
    ObjectPoolMember,
    OfficerPool,
    OfficerPoolMember,
)
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import Document, DrawNotReady, Libraries, ObjectRow, OfficerRow
from zhijian.business.inspection.rules.libraries import LeftOut, object_left_out, object_row, officer_row
from zhijian.business.inspection.types.draws import RefusedRow
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.identity import queries as identity


@dataclass(frozen=True, kw_only=True)
class PresentLibraries:
    """Both libraries as of now, in ascending order of uid, and the members who do not come into them."""

    libraries: Libraries
    left_out_objects: tuple[RefusedRow, ...]
    left_out_officers: tuple[RefusedRow, ...]


def present_libraries(
    *, officer_pool: OfficerPool, object_pool: ObjectPool, classes: Iterable[str], on: date
) -> PresentLibraries:
    """The libraries that a commitment on this day would freeze. classes: of the matter."""
    objects, left_out_objects = _objects(object_pool, frozenset(classes))
    officers, left_out_officers = _officers(officer_pool, {row["uid"] for row in objects}, on)
    return PresentLibraries(
        libraries={"objects": objects, "officers": officers},
        left_out_objects=tuple(left_out_objects),
        left_out_officers=tuple(left_out_officers),
    )


def _objects(pool: ObjectPool, classes: frozenset[str]) -> tuple[list[ObjectRow], list[RefusedRow]]:
    members = ObjectPoolMember.objects.filter(pool=pool, removed_at__isnull=True).order_by("entity__uid")
    rows: list[ObjectRow] = []
    left_out: list[RefusedRow] = []
    for uid, name, uscc, credit_class, status, held, district in members.values_list(
        "entity__uid",
        "entity__name",
        "entity__uscc",
        "entity__credit_class",
        "entity__status",
        "entity__supervision_classes",
        "entity__organisation__short_name",
    ).iterator(chunk_size=20_000):
        reason = object_left_out(status=status, classes=held, wanted=classes)
        if reason is None:
            row = object_row(
                uid=str(uid),
                name=name,
                uscc=uscc,
                credit_class=credit_class,
                status=status,
                classes=held,
                district=district,
            )
            rows.append(row)
        else:
            left_out.append(RefusedRow(uid=str(uid), name=name, reasons=(reason.label,)))
    return rows, left_out


def _officers(pool: OfficerPool, objects: set[str], on: date) -> tuple[list[OfficerRow], list[RefusedRow]]:
    members = OfficerPoolMember.objects.filter(pool=pool, removed_at__isnull=True).select_related("person")
    people = {member.person.uid: member for member in members.order_by("person__uid")}
    at_work = identity.officers_by_uid(people, on=on)
    conflicts = conflicts_of(people, objects, on)
    rows: list[OfficerRow] = []
    left_out: list[RefusedRow] = []
    for uid, member in people.items():
        found = at_work.get(uid)
        if found is None or found.certificate is None:
            reason = LeftOut.NO_POST if found is None else LeftOut.NO_CERTIFICATE
            left_out.append(RefusedRow(uid=str(uid), name=member.person.name, reasons=(reason.label,)))
            continue
        certificate = found.certificate
        row = officer_row(
            uid=str(uid),
            name=found.name,
            organisation=found.organisation_name,
            number=certificate.number,
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
            is_valid=certificate.is_valid,
            specialities=certificate.specialities,
            leader=member.is_group_leader,
            conflicts=conflicts[str(uid)],
            on=on,
        )
        rows.append(row)
    return rows, left_out


def conflicts_of(people: Iterable[Any], objects: set[str], on: date) -> dict[str, list[str]]:
    """For each person the entities of the library they must keep away from on a day."""
    bars = Avoidance.objects.filter(person__uid__in=list(people), valid_from__lte=on)
    bars = bars.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    found: dict[str, list[str]] = defaultdict(list)
    for person, entity in bars.values_list("person__uid", "entity__uid"):
        if str(entity) in objects:
            found[str(person)].append(str(entity))
    return found


def pack(rows: list[ObjectRow] | list[OfficerRow]) -> bytes:
    """The canonical JSON of a library, compressed for keeping; its SHA-256 before that is the fingerprint."""
    return zlib.compress(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS), 1)


def frozen_json(draw: Draw) -> dict[str, bytes]:
    """The canonical JSON of both frozen libraries of a committed draw."""
    rows = DrawLibrary.objects.filter(draw=draw).values_list("kind", "content")
    return {kind: zlib.decompress(content) for kind, content in rows}


def sealed_document(draw: Draw) -> Document:
    """The whole document of a committed draw, its libraries held against their fingerprints and all against the seed.

    The bytes are hashed as they were kept: their reader passed the rows at the commitment, so that reading and writing
    every row again, which takes a city's library a second, would find nothing new.  Raises DrawNotReady.
    """
    held = cast(dict[str, Any], draw.document)
    frozen = frozen_json(draw)
    for kind, content in frozen.items():
        if sha256_hex(content) != held["fingerprints"][kind]:
            raise _changed("名录", f"fingerprints.{kind}")
    document = cast(Document, {**held, "libraries": {kind: orjson.loads(rows) for kind, rows in frozen.items()}})
    if drawing.commitment(document) != draw.commitment:
        raise _changed("参数或者约定", "commitment")
    promised = [promise["sha256"] for promise in held["nonce_hashes"]]
    opened = [drawing.nonce_hash(nonce) for nonce in held["nonces"]]
    if (
        opened != promised
        or drawing.seed(draw.commitment, held["public_value"]["value"], held["nonces"]) != held["seed"]
    ):
        raise _changed("随机数或者种子", "seed")
    return document


def _changed(what: str, check: str) -> DrawNotReady:
    return DrawNotReady(f"{what}在锁定后被改动，不能抽取。请作废这次抽取并报告安全审计员。", check=check)


def document_json(draw: Draw) -> bytes:
    """The bytes of the same document; the libraries, as long as a city's register, are not read in between."""
    frozen = frozen_json(draw)
    rest = orjson.dumps(draw.document)
    return b"".join(
        (rest[:-1], b',"libraries":{"objects":', frozen["objects"], b',"officers":', frozen["officers"], b"}}")
    )


def frozen_officers(draw: Draw) -> list[OfficerRow]:
    """The frozen library of officers of a committed draw."""
    return cast(list[OfficerRow], _frozen(draw, "officers"))


def frozen_uids(draw: Draw, kind: str) -> Iterator[str]:
    """The uids of a frozen library: ``objects`` or ``officers``."""
    return (row["uid"] for row in _frozen(draw, kind))


def frozen_names(draw: Draw, kind: str, *, limit: int) -> tuple[str, ...]:
    """Names of the first rows of a frozen library: ``objects`` or ``officers``."""
    return tuple(row["name"] for row in _frozen(draw, kind)[:limit])


def _frozen(draw: Draw, kind: str) -> list[Any]:
    content = DrawLibrary.objects.values_list("content", flat=True).get(draw=draw, kind=kind)
    return cast(list[Any], orjson.loads(zlib.decompress(content)))


def sizes_of(draws: Iterable[Draw]) -> dict[int, dict[str, int]]:
    """Rows of the frozen libraries of several draws; nothing for those that were not committed."""
    found: dict[int, dict[str, int]] = {draw.pk: {} for draw in draws}
    for pk, kind, size in DrawLibrary.objects.filter(draw__in=list(found)).values_list("draw_id", "kind", "size"):
        found[pk][kind] = size
    return found


def sizes(draw: Draw) -> dict[str, int]:
    """Rows of both frozen libraries of one draw."""
    return sizes_of([draw])[draw.pk]
