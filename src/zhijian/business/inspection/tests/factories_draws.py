"""The smallest world in which a draw can be made, and a draw at every stage."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from zhijian.business.inspection.models import Matter
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.services import draw_drafts, draws, matters, pools, presets, public_values
from zhijian.business.inspection.types.draws import DrawDetail, DrawParameters, PublicValuePlan
from zhijian.data.registry.tests.factories import make_entity
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import SYSTEM, actor_of, make_organisation, make_person
from zhijian.support.identity.types import Actor

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=13)
NONCES = ("a1" * 32, "b2" * 32)
THIRD = "c3" * 32

ORGANISING = (
    "inspection.view",
    "inspection.draw",
    "inspection.draw_witness",
    "inspection.pools",
    "registry.view",
    "registry.manage",
    "identity.view",
)


@dataclass(frozen=True, kw_only=True)
class World:
    """One bureau with an office, an outside organisation, both libraries and everyone a draw needs."""

    bureau: UUID
    office: UUID
    outside: UUID
    organiser: Actor
    witness: Actor
    third: Actor
    approver: Actor
    matter: UUID
    officer_pool: UUID
    object_pool: UUID
    officers: tuple[UUID, ...]
    entities: tuple[UUID, ...]


def make_world(*, at: datetime = AT, officers: int = 6, objects: int = 12) -> World:
    """A world as of ``at``: every officer certified for everything and able to lead, every object a caterer."""
    presets.load_reference(by=SYSTEM, at=at)
    matters.load_reference(by=SYSTEM, at=at)
    bureau = make_organisation().uid
    office = make_organisation(parent=bureau, kind=OrganisationKind.OFFICE).uid
    outside = make_organisation(kind=OrganisationKind.OUTSIDE).uid
    organiser = actor(bureau, *ORGANISING, at=at)
    people = tuple(make_person(organisation=office, at=at) for _ in range(officers))
    entities = tuple(make_entity(organisation=office) for _ in range(objects))
    officer_pool = pools.make_officer_pool(
        name="执法人员名录", organisation=None, members=dict.fromkeys(people, True), by=organiser, at=at
    )
    object_pool = pools.make_object_pool(
        name="餐饮名录", organisation=None, chosen_by=None, entities=entities, by=organiser, at=at
    )
    return World(
        bureau=bureau,
        office=office,
        outside=outside,
        organiser=organiser,
        witness=actor(outside, at=at),
        third=actor(outside, at=at),
        approver=actor(bureau, "inspection.approve", "inspection.view", at=at),
        matter=Matter.objects.get(code="CY-RC").uid,
        officer_pool=officer_pool.uid,
        object_pool=object_pool.uid,
        officers=people,
        entities=entities,
    )


def actor(organisation: UUID, *permissions: str, at: datetime = AT, scope: Scope = Scope.SUBTREE) -> Actor:
    """Somebody at work since ``at``, holding ``permissions`` with one scope."""
    person = make_person(organisation=organisation, permissions=dict.fromkeys(permissions, scope), at=at)
    return actor_of(person, at=at)


def parameters(world: World, **changed: Any) -> DrawParameters:
    """Two groups of two with three objects each, a lottery number promised for the evening."""
    asked = DrawParameters(
        name="第二季度餐饮双随机抽查",
        matter=world.matter,
        officer_pool=world.officer_pool,
        object_pool=world.object_pool,
        period_from=date(2026, 5, 11),
        period_to=date(2026, 6, 30),
        groups=2,
        objects_per_group=3,
        leader_rule=True,
        public_value=PublicValuePlan(
            kind="manual",
            source="福利彩票双色球",
            identifier="第2026051期",
            notation="六个红球由小到大加蓝球，两位数字，以一个空格分隔",
            available_at=AT + timedelta(hours=12),
        ),
        witnesses=(world.organiser.uid or UUID(int=0), world.witness.uid or UUID(int=0)),
    )
    return replace(asked, **changed)


def make_draft(world: World, *, at: datetime = AT, **changed: Any) -> UUID:
    """A draft with its parameters."""
    return draw_drafts.draft(parameters=parameters(world, **changed), by=world.organiser, at=at).draw.uid


def give_nonces(world: World, draw: UUID, *, at: datetime = AT) -> None:
    """The hashes of both witnesses' random numbers."""
    for by, nonce in zip((world.organiser, world.witness), NONCES, strict=True):
        draws.give_nonce_hash(draw=draw, nonce_hash=drawing.nonce_hash(nonce), by=by, at=at)


def make_committed(world: World, *, at: datetime = AT, **changed: Any) -> UUID:
    """A draw whose commitment is public."""
    draw = make_draft(world, at=at, **changed)
    give_nonces(world, draw, at=at)
    draws.commit(draw=draw, by=world.organiser, at=at)
    return draw


VALUE = "03 08 11 19 24 30 07"


def put_public_value(world: World, draw: UUID, *, at: datetime = LATER, **changed: Any) -> DrawDetail:
    """The lottery number, as somebody read it."""
    given = {
        "source": "manual",
        "round_": "第2026051期",
        "value": VALUE,
        "source_note": "中国福利彩票网首页",
    }
    return public_values.set_public_value(draw=draw, by=world.organiser, at=at, **(given | changed))


def open_nonces(world: World, draw: UUID, *, at: datetime = LATER) -> None:
    """Both witnesses open their random numbers; what they look up is what was entered."""
    shown = detail(world, draw).public_value
    value = shown.value if shown else ""
    for by, nonce in zip((world.organiser, world.witness), NONCES, strict=True):
        draws.open_nonce(draw=draw, nonce=nonce, public_value=value, by=by, at=at)


def make_seeded(world: World, **changed: Any) -> UUID:
    """A draw whose seed is complete."""
    draw = make_committed(world, **changed)
    put_public_value(world, draw)
    open_nonces(world, draw)
    return draw


def make_drawn(world: World, **changed: Any) -> UUID:
    """A draw with its result."""
    draw = make_seeded(world, **changed)
    draws.draw_lots(draw=draw, by=world.organiser, at=LATER)
    return draw


def detail(world: World, draw: UUID) -> DrawDetail:
    """The page of a draw as its organiser sees it."""
    return queries.draw(draw=draw, by=world.organiser)
