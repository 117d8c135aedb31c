"""Questions about draws."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from pydantic import TypeAdapter

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw, DrawNonce, Task
from zhijian.business.inspection.queries import libraries
from zhijian.business.inspection.queries.planning import plan_of
from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules.draw import STAGE_LABELS, DrawStage, moment_of
from zhijian.business.inspection.rules.draw_acts import THIRD_PERSON_POSITION, DrawStanding, draw_acts
from zhijian.business.inspection.types.draws import (
    DrawDetail,
    DrawnGroup,
    DrawnOfficer,
    DrawParameters,
    DrawPlan,
    DrawRecord,
    DrawShow,
    NonceRecord,
    PromisedRecord,
    PublicValueRecord,
    RefusedRow,
)
from zhijian.business.inspection.types.pools import EntityRef, PersonRef
from zhijian.data.registry import queries as registry
from zhijian.data.registry.types import EntityCard
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity.access import reaches
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor

PARAMETERS = TypeAdapter(DrawParameters)
SHOWN_NAMES = 300


class DrawNotDrawn(Conflict):
    """There is no result yet that could be shown."""

    code = "inspection.draw_not_drawn"


def parameters_of(row: Draw) -> DrawParameters:
    """What the organiser asked for."""
    asked: DrawParameters = PARAMETERS.validate_python(row.parameters["asked"])
    return asked


def nonces_of(rows: Iterable[Draw]) -> dict[int, list[DrawNonce]]:
    """The promised random numbers of several draws, each in order of position."""
    found: dict[int, list[DrawNonce]] = {row.pk: [] for row in rows}
    nonces = DrawNonce.objects.filter(draw__in=list(found)).select_related("person", "organisation")
    for nonce in nonces.order_by("position"):
        found[nonce.draw_id].append(nonce)
    return found


def standing_of(row: Draw, nonces: Sequence[DrawNonce], *, is_repeated: bool, by: Actor) -> DrawStanding:
    """Where a draw stands for the caller."""
    asked, own = parameters_of(row), next((nonce for nonce in nonces if nonce.person.uid == by.uid), None)
    holds = any(reaches(by, name, row.organisation) for name in ("inspection.draw", "inspection.draw_witness"))
    return DrawStanding(
        stage=DrawStage(row.stage),
        is_organiser=reaches(by, "inspection.draw", row.organisation),
        is_approver=str(by.uid) == row.parameters.get("redraw_approver") and by.may("inspection.approve"),
        may_witness=by.uid is not None
        and (by.uid == asked.third_person or (by.uid in asked.witnesses if asked.witnesses else holds)),
        position=own.position if own else None,
        has_opened=bool(own and own.opened_at),
        given=frozenset(nonce.position for nonce in nonces),
        wants_third=asked.public_value.kind == "third_person",
        has_public_value=bool(row.document and row.document["public_value"]),
        is_typed=asked.public_value.kind == "manual",
        is_any_opened=any(nonce.opened_at for nonce in nonces),
        awaits_approval=row.redraw_of_id is not None and row.redraw_approved_by_id is None,
        is_repeated=is_repeated,
    )


def confirms_value(row: Draw, *, by: Actor) -> bool:
    """Whether the caller, opening a random number, must have looked up the public value that another person typed."""
    return parameters_of(row).public_value.kind == "manual" and row.parameters.get("public_value_by") != str(by.uid)


def repeated_by(rows: Iterable[Draw]) -> dict[int, UUID]:
    """For each draw that was asked to be repeated, the newest draw that replaces it."""
    later = Draw.objects.filter(redraw_of__in=list(rows))
    return {pk: uid for pk, uid in later.order_by("pk").values_list("redraw_of_id", "uid") if pk is not None}


def to_records(rows: Sequence[Draw], *, by: Actor) -> list[DrawRecord]:
    """The records of rows whose relations were fetched along."""
    nonces, repeated = nonces_of(rows), repeated_by(rows)
    return [_to_record(row, nonces[row.pk], repeated.get(row.pk), by=by) for row in rows]


def _to_record(row: Draw, nonces: Sequence[DrawNonce], replaced_by: UUID | None, *, by: Actor) -> DrawRecord:
    asked = parameters_of(row)
    return DrawRecord(
        uid=row.uid,
        name=row.name,
        matter=row.matter.uid,
        matter_name=row.matter.name,
        organisation=row.organisation.uid,
        organisation_name=row.organisation.short_name,
        stage=row.stage,
        stage_label=STAGE_LABELS[DrawStage(row.stage)],
        commitment=row.commitment,
        groups=asked.groups,
        period_from=asked.period_from,
        period_to=asked.period_to,
        created_by=_person(row.created_by),
        created_at=row.created_at,
        committed_at=row.committed_at,
        seeded_at=row.seeded_at,
        drawn_at=row.drawn_at,
        dispatched_at=row.dispatched_at,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
        redraw_of=row.redraw_of.uid if row.redraw_of else None,
        redraw_reason=row.redraw_reason,
        replaced_by=replaced_by,
        version=row.version,
        may=draw_acts(standing_of(row, nonces, is_repeated=replaced_by is not None, by=by)),
    )


def _person(row: Person) -> PersonRef:
    return PersonRef(uid=row.uid, name=row.name)


def draws(
    *, by: Actor, stage: str = "", text: str = "", after: str | None = None, limit: int = 50
) -> tuple[list[DrawRecord], str | None]:
    """Draws the caller may see, the newest first; a page and the mark of the next."""
    rows = access.visible_to(by)
    if stage:
        rows = rows.filter(stage=stage)
    if text:
        rows = rows.filter(name__contains=text)
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(created_at__lt=key[0]) | Q(created_at=key[0], pk__lt=key[1]))
    fetched = list(rows.order_by(F("created_at").desc(), F("pk").desc())[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.created_at.isoformat(), row.pk))
    return to_records(page, by=by), following


def last_parameters(*, by: Actor) -> DrawParameters | None:
    """The parameters of the caller's latest draw; None before the first."""
    if by.uid is None:
        return None
    row = access.visible_to(by).filter(created_by__uid=by.uid).order_by("-created_at", "-pk").first()
    return parameters_of(row) if row else None


def draw(*, draw: UUID, by: Actor) -> DrawDetail:
    """One draw with all its page shows. Raises DrawMissing."""
    return to_detail(access.draw(draw, by=by), by=by)


def to_detail(row: Draw, *, by: Actor) -> DrawDetail:
    """The page of a row whose relations were fetched along."""
    nonces, asked = nonces_of([row])[row.pk], parameters_of(row)
    document: dict[str, Any] = row.document or {}
    left_out: dict[str, str] = row.parameters.get("left_out", {})
    people = _people([*asked.witnesses, asked.third_person, row.parameters.get("redraw_approver")])
    approver = row.parameters.get("redraw_approver")
    return DrawDetail(
        draw=_to_record(row, nonces, repeated_by([row]).get(row.pk), by=by),
        parameters=asked,
        officer_pool_name=row.officer_pool.name,
        object_pool_name=row.object_pool.name,
        witnesses=tuple(people[uid] for uid in asked.witnesses if uid in people),
        third_person=people.get(asked.third_person) if asked.third_person else None,
        nonces=tuple(_to_nonce(nonce) for nonce in nonces),
        redraw_approver=people.get(UUID(approver)) if approver else None,
        redraw_approved_by=_person(row.redraw_approved_by) if row.redraw_approved_by else None,
        fingerprints=document.get("fingerprints", {}),
        library_sizes=libraries.sizes(row),
        promised=_promised(document),
        public_value=_public_value(row, document),
        seed=document.get("seed") or "",
        quotas=(document.get("result") or {}).get("quotas"),
        groups=groups_of(row),
        tasks=tuple(Task.objects.filter(draw=row).order_by("group_number", "pk").values_list("uid", flat=True)),
        left_out=tuple(
            RefusedRow(uid=str(card.uid), name=card.name, reasons=(left_out[str(card.uid)],))
            for card in registry.cards(UUID(uid) for uid in left_out).values()
        ),
        confirms_value=confirms_value(row, by=by),
        public_link=f"/api/v1/public/draws/{row.uid}.json" if row.committed_at else "",
    )


def _people(uids: Iterable[UUID | str | None]) -> dict[UUID, PersonRef]:
    rows = Person.objects.filter(uid__in=[uid for uid in uids if uid])
    return {row.uid: _person(row) for row in rows}


def _to_nonce(row: DrawNonce) -> NonceRecord:
    return NonceRecord(
        person=_person(row.person),
        organisation_name=row.organisation.name,
        position=row.position,
        role="third_person" if row.position == THIRD_PERSON_POSITION else "witness",
        sha256=row.nonce_hash,
        given_at=row.given_at,
        opened_at=row.opened_at,
    )


def _promised(document: dict[str, Any]) -> PromisedRecord | None:
    if not document:
        return None
    promised = document["promised_value"]
    return PromisedRecord(
        source=promised["source"],
        identifier=promised["identifier"],
        notation=promised["notation"],
        promised_at=moment_of(promised["promised_at"]),
        address=beacons.QUICKNET.url_of(int(promised["identifier"])) if promised["source"] == beacons.SOURCE else "",
    )


def _public_value(row: Draw, document: dict[str, Any]) -> PublicValueRecord | None:
    value = document.get("public_value")
    if not value:
        return None
    return PublicValueRecord(
        value=value["value"],
        source=value["source"],
        fetched_at=moment_of(value["fetched_at"]),
        note=row.parameters.get("public_value_note", ""),
    )


def groups_of(row: Draw) -> tuple[DrawnGroup, ...]:
    """The groups of a drawn result, with names; empty before."""
    result = (row.document or {}).get("result")
    if not result:
        return ()
    entities = registry.cards(UUID(uid) for group in result["groups"] for uid in group["objects"])
    officers = {officer["uid"]: officer for officer in libraries.frozen_officers(row)}
    return tuple(
        DrawnGroup(
            no=group["no"],
            leader=PersonRef(uid=UUID(group["leader"]), name=officers[group["leader"]]["name"])
            if group["leader"]
            else None,
            officers=tuple(
                DrawnOfficer(
                    uid=UUID(uid),
                    name=officers[uid]["name"],
                    organisation_name=officers[uid]["organisation"],
                    certificate_number=officers[uid]["certificate_number"],
                    is_lead=uid == group["officers"][0],
                )
                for uid in group["officers"]
            ),
            objects=tuple(_entity(entities[UUID(uid)]) for uid in group["objects"]),
        )
        for group in result["groups"]
    )


def _entity(card: EntityCard) -> EntityRef:
    return EntityRef(uid=card.uid, name=card.name, uscc=card.uscc, address=card.address)


def plan(*, draw: UUID, by: Actor, at: datetime) -> DrawPlan:
    """The dry check of a draw as of now. Raises DrawMissing, NotAllowed."""
    row = access.draw_to_plan(draw, by=by)
    return plan_of(row, parameters_of(row), on=business_date(at))


def show(*, draw: UUID, by: Actor) -> DrawShow:
    """Names for the rolling show of a fixed result. Raises DrawMissing, DrawNotDrawn."""
    row = access.draw(draw, by=by)
    if row.drawn_at is None:
        raise DrawNotDrawn("结果还没有抽出，请先完成抽取。")
    return DrawShow(
        name=row.name,
        drawn_at=row.drawn_at,
        officer_names=libraries.frozen_names(row, "officers", limit=SHOWN_NAMES),
        object_names=libraries.frozen_names(row, "objects", limit=SHOWN_NAMES),
        groups=groups_of(row),
    )
