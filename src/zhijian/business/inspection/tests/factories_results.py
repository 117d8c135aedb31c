"""Signed records and what follows from them, as tests need them."""

from typing import Any

from zhijian.business.inspection.models import Inspection, Rectification, Task
from zhijian.business.inspection.services import reinspections
from zhijian.business.inspection.tests.factories import (
    Team,
    answers_of,
    approve,
    capture_of,
    make_picture,
    make_signed,
    preset,
    submit,
)
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import actor_of, make_actor
from zhijian.support.identity.types import Actor


def first_items(count: int) -> list[str]:
    found = [item["id"] for section in preset()["sections"] for item in section["items"]]
    return found[:count]


def signed_with_order(team: Team, *, length: int = 15, unit: str = "working_days", wrong: int = 2) -> Inspection:
    """A signed record with some items answered 否, each with a picture, and an order to put them right."""
    by = actor_of(team.lead)
    captures = [capture_of(make_picture(by), number) for number in range(1, wrong + 1)]
    items = first_items(wrong)
    others = {
        item: {"value": "no", "note": "现场未见记录", "evidence": [capture["uid"]]}
        for item, capture in zip(items, captures, strict=True)
    }
    return make_signed(
        team,
        answers=answers_of(preset(), **others),
        captures=captures,
        last_number=wrong,
        rectification={
            "length": length,
            "unit": unit,
            "items": [{"item": item, "order": "限期补齐记录"} for item in items],
        },
    )


def chief_of(team: Team) -> Actor:
    return make_actor(
        "identity.view",
        "inspection.view",
        "inspection.rectify",
        "inspection.publish",
        "inspection.approve",
        "documents.void",
        organisation=team.organisation,
    )


def reinspect(team: Team, order: Rectification, fixed: dict[str, str], **changes: Any) -> None:
    """Make the re-inspection task, fill it with what was found, sign it."""
    approve(look_again(team, order, fixed, **changes), team.second)


def look_again(team: Team, order: Rectification, fixed: dict[str, str], **changes: Any) -> Inspection:
    """The record of a re-inspection, handed in by the lead and not yet signed by the second officer."""
    task = Task.objects.get(uid=reinspections.reinspect(rectification=order.uid, by=chief_of(team), at=clock.now()))
    by = actor_of(team.lead)
    captures = []
    answers: dict[str, Any] = {}
    for item, value in fixed.items():
        evidence = []
        if value == "no":
            capture = capture_of(make_picture(by), len(captures) + 1)
            captures.append(capture)
            evidence = [capture["uid"]]
        answers[item] = {"value": value, "note": "", "evidence": evidence, "fixed_on_site": False}
    taken = submit(task, team.lead, answers=answers, captures=captures, last_number=len(captures) or None, **changes)
    return Inspection.objects.get(uid=taken.inspection)
