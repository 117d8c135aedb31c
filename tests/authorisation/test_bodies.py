"""Identifiers inside bodies, at any depth, are looked up inside the sender's scope like those in addresses."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction

from hostile.fields import Path, body_schema, identifier_fields, with_value
from scene.calls import Call, calls
from scene.things import Scene
from zhijian.business.inspection.models import Publication, Rectification
from zhijian.business.inspection.tests.test_results import signed_with_order
from zhijian.support.audit.models import AuditLeaf

from .asking import without_trace
from .policy import ADMINISTRATIVE

#: Identifiers that name nothing of ours yet, or nobody of one bureau.
OPEN = {
    ("beginUpload", ("uid",)): "made by the client for the file it is about to send",
    ("deriveEvidence", ("uid",)): "made by the client for the new piece",
    ("countersign", ("signature",)): "made by the client for the new picture, which only an approval takes",
    ("submitInspection", ("base", "lead")): "what the device knew of the task, compared and never looked up",
    ("draftDraw", ("witnesses", 0)): "witnesses come from different organisations",
    ("changeDraw", ("witnesses", 0)): "witnesses come from different organisations",
}


def places(scene: Scene) -> Iterator[tuple[Call, Path, dict[str, object]]]:
    """Every identifier in the body of every operation whose sender's rights end somewhere."""
    for call in calls(scene).values():
        schema = body_schema(call.operation.path, call.operation.method)
        if schema is None or call.operation.is_public or call.operation.permission in ADMINISTRATIVE:
            continue
        for path in dict.fromkeys(identifier_fields(schema)):
            if (call.operation.name, path) not in OPEN:
                yield call, path, schema


@pytest.fixture
def others(scene: Scene) -> dict[str, dict[str, UUID]]:
    """Things of another bureau, for those whose own bureau is the scene's and for those of the draws."""
    theirs, world = scene.sms_team, scene.lots.world
    signed = signed_with_order(theirs)
    return {
        "scene": {
            "organisation": theirs.organisation,
            "entity": theirs.entity,
            "person": theirs.lead,
            "task": signed.task.uid,
            "inspection": signed.uid,
            "rectification": Rectification.objects.get(inspection=signed).uid,
            "publication": Publication.objects.get(inspection=signed).uid,
            "draw": scene.draws["drawn"],
            "officer pool": world.officer_pool,
            "object pool": world.object_pool,
        },
        "draws": {
            "organisation": scene.bureau,
            "entity": scene.entity,
            "person": scene.lead,
            "task": scene.tasks["planned"],
            "inspection": scene.signed,
            "officer pool": scene.officer_pool,
            "object pool": scene.object_pool,
        },
    }


def changes() -> int:
    """How many changes of rows the trail holds."""
    return AuditLeaf.objects.filter(act__in=["insert", "update", "delete"]).count()


@pytest.mark.req("S-AZ-03", "IAM-3")
def test_a_foreign_identifier_in_a_body_is_refused_and_changes_no_row(
    scene: Scene, others: dict[str, dict[str, UUID]]
) -> None:
    asked, tried, wrong = list(places(scene)), 0, []
    before = changes()
    for call, path, schema in asked:
        foreign = others["draws" if call.who in {"organiser", "approver"} else "scene"]
        for kind, uid in foreign.items():
            tried += 1
            with transaction.atomic():
                answer = call.send(scene.client(call.who), body=with_value(call.body, schema, path, str(uid)))
                transaction.set_rollback(answer.status_code < 300)
            if not 400 <= answer.status_code < 500:
                wrong.append(f"{call.operation.name} {path} took a {kind}: {str(without_trace(answer))[:200]}")

    assert tried > 100
    assert wrong == [], "\n".join(wrong)
    assert changes() == before
