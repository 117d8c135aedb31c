"""What a draw asks people to do."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from zhijian.business.inspection.models import Draw, DrawNonce
from zhijian.business.inspection.rules.draw import moment_of
from zhijian.business.inspection.rules.draw_acts import THIRD_PERSON_POSITION, WITNESSES
from zhijian.business.inspection.types.draws import DrawParameters
from zhijian.kernel.clock import business_date
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemState

SOURCE = "inspection.draw"


def step_of(act: str, by: Actor) -> str:
    """The step of one person's part, so that one person's item closes without the other's."""
    return _step(act, by.uid)


def _step(act: str, person: UUID | None) -> str:
    return f"{act}.{str(person)[:8]}"


def _ask(row: Draw, person: UUID, *, act: str, title: str, at: datetime, due_on: date | None = None) -> None:
    worklist.put(
        source=SOURCE,
        source_uid=row.uid,
        step=_step(act, person),
        title=f"{title}：{row.name}",
        link=f"/inspection/draws/{row.uid}",
        organisation=row.organisation.uid,
        person=person,
        due_on=due_on,
        at=at,
    )


def ask_for_nonces(row: Draw, asked: DrawParameters, *, at: datetime) -> None:
    """Ask the named witnesses, and the third person, to promise their random numbers."""
    for person in (*asked.witnesses, *([asked.third_person] if asked.third_person else [])):
        _ask(row, person, act="give_nonce", title="提交随机数摘要", at=at)


def withdraw_nonces(row: Draw, asked: DrawParameters, *, at: datetime) -> None:
    """Take back what was asked of the persons named before."""
    for person in (*asked.witnesses, *([asked.third_person] if asked.third_person else [])):
        close(row, at=at, step=_step("give_nonce", person), cancelled=True)


def ask_for_public_value(row: Draw, nonces: Iterable[DrawNonce], *, at: datetime) -> None:
    """Ask the organiser for the public value, or the third person for theirs."""
    assert row.document is not None  # committed
    third = next((nonce for nonce in nonces if nonce.position == THIRD_PERSON_POSITION), None)
    due_on = business_date(moment_of(row.document["promised_value"]["promised_at"]))
    if third is not None:
        _ask(row, third.person.uid, act="set_public_value", title="公开您的随机数", at=at, due_on=due_on)
    else:
        _ask(row, row.created_by.uid, act="set_public_value", title="录入公共随机值", at=at, due_on=due_on)


def ask_to_open(row: Draw, nonces: Iterable[DrawNonce], *, at: datetime) -> None:
    """Ask both witnesses to open their random numbers, today."""
    for nonce in nonces:
        if nonce.position in WITNESSES:
            _ask(row, nonce.person.uid, act="open_nonce", title="公开您的随机数", at=at, due_on=business_date(at))


def ask_to_draw(row: Draw, *, at: datetime) -> None:
    """Tell the organiser that the seed is complete."""
    _ask(row, row.created_by.uid, act="draw", title="种子齐备，请开始抽取", at=at, due_on=business_date(at))


def ask_to_approve(row: Draw, approver: UUID, *, at: datetime) -> None:
    """Ask the approver of a re-draw."""
    _ask(row, approver, act="approve_redraw", title="批准重抽", at=at)


def close(row: Draw, *, at: datetime, step: str | None = None, cancelled: bool = False) -> None:
    """Close what the draw asked for: one person's step, or all of it."""
    state = ItemState.CANCELLED if cancelled else ItemState.DONE
    worklist.close(source=SOURCE, source_uid=row.uid, step=step, at=at, state=state)
