"""How long it takes to draw 200 of 200,000 entities, through the services, from the commitment to the result."""

import secrets
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

import orjson

from zhijian.business.inspection.models import Draw, Matter
from zhijian.business.inspection.queries import libraries
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.services import draw_dispatch, draw_drafts, draws, pools, public_values
from zhijian.business.inspection.types.draws import DrawParameters, PublicValuePlan
from zhijian.data.registry.models import Entity
from zhijian.kernel import clock
from zhijian.kernel.figures import Figure, Times, timed
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit.services import acting
from zhijian.support.identity import services as identity
from zhijian.support.identity.types import Actor, system_actor

OBJECTS, DRAWN, GROUPS, OFFICERS = 200_000, 200, 20, 60
MOST_S, DRAWS = 1, 3
POOL = "测速名录"
VALUE = "03 08 11 19 24 30 07"


def bench_draw(*, organiser: Actor, witness: Actor, office: UUID) -> Iterator[Figure]:
    """Commit and draw a few times; beside the draw, only reading and hashing the library it must be held against."""
    with acting(organiser):
        at = clock.now()
        officer_pool, object_pool = _pools(organiser, office, at)
        commits, drawn, reading, busy = [], [], [], []
        for _ in range(DRAWS):
            uid = _draft(officer_pool, object_pool, organiser, witness, at)
            nonces = [(by, secrets.token_hex(32)) for by in (organiser, witness)]
            for by, nonce in nonces:
                draws.give_nonce_hash(draw=uid, nonce_hash=drawing.nonce_hash(nonce), by=by, at=at)
            commits.append(timed(lambda: draws.commit(draw=uid, by=organiser, at=at)))  # noqa: B023 (run at once)
            later = at + timedelta(hours=2)
            public_values.set_public_value(
                draw=uid, source="manual", round_="测速期", value=VALUE, source_note="测速",
                by=organiser, at=later,
            )  # fmt: skip
            for by, nonce in nonces:
                draws.open_nonce(draw=uid, nonce=nonce, public_value=VALUE, by=by, at=later)
            before = time.process_time()
            drawn.append(timed(lambda: draws.draw_lots(draw=uid, by=organiser, at=later)))  # noqa: B023
            busy.append((time.process_time() - before) * 1000)
            reading.append(timed(lambda: _read_library(uid)))  # noqa: B023
            draw_dispatch.dispatch(draw=uid, by=organiser, at=later)  # or there would be no second draw beside it
    found, reference = Times(tuple(drawn)), Times(tuple(reading))
    yield Figure(
        what=f"从 {OBJECTS:,} 户中抽 {DRAWN} 户，到结果固定", unit="秒", median=found.median / 1000,
        goal=f"≤ {MOST_S} 秒", met=found.median <= MOST_S * 1000, reference="只读出名录并算摘要",
        reference_median=reference.median / 1000,
    )  # fmt: skip
    yield Figure(
        what="其中抽取进程占用处理器", unit="秒", median=Times(tuple(busy)).median / 1000,
        reference="只读出名录并算摘要", reference_median=reference.median / 1000,
    )  # fmt: skip
    yield Figure(
        what=f"锁定 {OBJECTS:,} 户名录并公布承诺", unit="秒", median=Times(tuple(commits)).median / 1000,
        reference="只读出名录并算摘要", reference_median=reference.median / 1000,
    )  # fmt: skip


def _read_library(uid: UUID) -> None:
    for content in libraries.frozen_json(Draw.objects.get(uid=uid)).values():
        assert len(sha256_hex(content)) == 64
        orjson.loads(content)


def _draft(officer_pool: UUID, object_pool: UUID, organiser: Actor, witness: Actor, at: datetime) -> UUID:
    today = clock.business_date(at)
    assert organiser.uid is not None
    assert witness.uid is not None
    asked = DrawParameters(
        name="测速抽查",
        matter=Matter.objects.get(code="CY-RC").uid,
        officer_pool=officer_pool,
        object_pool=object_pool,
        period_from=today,
        period_to=today + timedelta(days=30),
        groups=GROUPS,
        objects_per_group=DRAWN // GROUPS,
        leader_rule=True,
        public_value=PublicValuePlan(
            kind="manual", source="测速", identifier="测速期", notation="数字", available_at=at + timedelta(hours=1)
        ),
        witnesses=(organiser.uid, witness.uid),
    )
    return draw_drafts.draft(parameters=asked, by=organiser, at=at).draw.uid


def _pools(organiser: Actor, office: UUID, at: datetime) -> tuple[UUID, UUID]:
    """The libraries of officers and objects, made anew."""
    by = system_actor("测速", channel="bench")
    people = {}
    for number in range(OFFICERS):
        person = identity.add_person(
            name=f"抽查员{number}", phone="13000000000", organisation=office, title="科员", by=by, at=at
        )
        identity.certify(
            person=person, number=secrets.token_hex(8), specialities=("CY",), valid_from=date(2020, 1, 1),
            valid_to=date(2099, 12, 31), by=by,
        )  # fmt: skip
        people[person] = True
    made = pools.make_officer_pool(name=POOL, organisation=None, members=people, by=organiser, at=at)
    entities = Entity.objects.order_by("pk").values_list("uid", flat=True)[:OBJECTS]
    objects = pools.make_object_pool(
        name=POOL, organisation=None, chosen_by=None, entities=entities, by=organiser, at=at
    )
    return made.uid, objects.uid
