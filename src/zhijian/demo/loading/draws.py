"""One double-random draw of the demonstration, made by the people and through the steps of a real one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.models import Draw, Matter
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.services import draw_dispatch, draw_drafts, draws, pools, public_values
from zhijian.business.inspection.types.draws import DrawParameters, PublicValuePlan
from zhijian.business.inspection.types.pools import ObjectFilter
from zhijian.demo.world.organisation import Duty, Officer
from zhijian.demo.world.world import World
from zhijian.kernel.clock import business_date
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit import services as audit
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor, Origin

DAYS_AGO = 9
GROUPS, OBJECTS_PER_GROUP = 3, 4
NAME = "餐饮服务经营者食品安全双随机抽查（第四轮）"


@transaction.atomic
def load_draw(world: World, *, by: Actor, at: datetime) -> None:
    """Draw caterers and officers nine days ago and send the tasks out. Does nothing when there is a draw already.

    The bureau is on a closed network: a third person's random number stands for the public value.
    """
    if Draw.objects.exists():
        return
    begun = at - timedelta(days=DAYS_AGO)
    organiser, witness, third = (_actor(officer, begun) for officer in _people(world))
    with audit.acting(organiser):
        draw = _draft(world, organiser, (organiser, witness), third, begun)
    persons = (organiser, witness, third)
    for person in persons:
        with audit.acting(person):
            promised = drawing.nonce_hash(_nonce(world, person))
            draws.give_nonce_hash(draw=draw, nonce_hash=promised, by=person, at=begun)
    later = begun + timedelta(hours=1)
    with audit.acting(organiser):
        draws.commit(draw=draw, by=organiser, at=begun)
    with audit.acting(third):
        value = _nonce(world, third)
        public_values.set_public_value(
            draw=draw, source="third_person", round_="", value=value, source_note="", by=third, at=later
        )
    for person in (organiser, witness):
        with audit.acting(person):
            draws.open_nonce(draw=draw, nonce=_nonce(world, person), by=person, at=later)
    with audit.acting(organiser):
        draws.draw_lots(draw=draw, by=organiser, at=later)
        draw_dispatch.dispatch(draw=draw, by=organiser, at=later)


def _nonce(world: World, person: Actor) -> str:
    """The same world gives the same random numbers; real ones come from each person's own browser."""
    return sha256_hex(f"演示抽取/{world.seed}/{person.uid}".encode())


def _people(world: World) -> tuple[Officer, Officer, Officer]:
    """The organiser of the food section, a witness of the legal section, and a third person of the detachment."""
    organiser = world.officers_with(Duty.UNIT_HEAD)[0]
    legal = world.officers_with(Duty.LEGAL_REVIEWER)[0]
    third = next(officer for officer in world.officers() if officer.post == "大队长")
    return organiser, legal, third


def _actor(officer: Officer, at: datetime) -> Actor:
    person = identity.people_by_employee_number()[officer.login]
    return identity.actor_of_person(person, on=business_date(at), origin=Origin(channel="demo"))


def _draft(world: World, organiser: Actor, witnesses: tuple[Actor, Actor], third: Actor, at: datetime) -> UUID:
    people = identity.people_by_employee_number()
    enforcing = [officer for officer in world.officers() if officer.may_enforce]
    officers = pools.make_officer_pool(
        name="全局执法检查人员名录库",
        organisation=None,
        members={people[one.login]: Duty.UNIT_HEAD in one.duties for one in enforcing},
        by=organiser,
        at=at,
    )
    objects = pools.make_object_pool(
        name="餐饮服务经营者名录库",
        organisation=None,
        chosen_by=ObjectFilter(classes=("CY",)),
        entities=(),
        by=organiser,
        at=at,
    )
    day = business_date(at)
    asked = DrawParameters(
        name=NAME,
        matter=Matter.objects.get(code="CY-RC").uid,
        officer_pool=officers.uid,
        object_pool=objects.uid,
        period_from=day + timedelta(days=1),
        period_to=day + timedelta(days=30),
        groups=GROUPS,
        objects_per_group=OBJECTS_PER_GROUP,
        leader_rule=False,
        public_value=PublicValuePlan(kind="third_person"),
        witnesses=tuple(witness.uid for witness in witnesses if witness.uid),
        third_person=third.uid,
    )
    return draw_drafts.draft(parameters=asked, by=organiser, at=at).draw.uid
