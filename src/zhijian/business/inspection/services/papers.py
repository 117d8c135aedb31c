"""The papers of a signed record."""

from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import orjson

from zhijian.business.inspection.models import Countersign, Inspection, InspectionRound, Task
from zhijian.business.inspection.rules.record_paper import Circumstances, OfficerSignature, paper_content
from zhijian.business.inspection.rules.stages import CountersignMethod, RecordState, TaskKind
from zhijian.business.inspection.services.attachments import SUBJECT, sha256_of
from zhijian.kernel.clock import business_date, start_of_day
from zhijian.support.documents import services as documents
from zhijian.support.documents.types import IssuedRecord
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor

NUMBER_PREFIX = "检"


@cache
def _definition() -> dict[str, Any]:
    folder = resources.files("zhijian.business.inspection") / "papers"
    found: dict[str, Any] = orjson.loads((folder / "inspection-record.json").read_bytes())
    return found


def issue_record(task: Task, record: Inspection, round: InspectionRound, *, by: Actor, at: datetime) -> IssuedRecord:
    """Issue 现场检查记录 for a signed round. Raises what the documents part raises."""
    about = Circumstances(
        organ=identity.organ_of(task.organisation.uid).name,
        made_on=business_date(at),
        source=task.reason or TaskKind(task.kind).label,
        basis=task.matter.basis,
        phone=task.entity.phone,
        visits=_visits_this_year(task, at),
        signatures=_signatures(record, round, by),
    )
    return documents.issue(
        definition=_definition(),
        content=paper_content(round.content, about),
        number_prefix=NUMBER_PREFIX,
        number_into="record.number",
        subject_kind=SUBJECT,
        subject=record.uid,
        organisation=task.organisation.uid,
        by=by,
        at=at,
    )


def _visits_this_year(task: Task, at: datetime) -> int:
    """Signed inspections of the entity in the year, this one among them."""
    new_year = start_of_day(business_date(at).replace(month=1, day=1))
    rows = Inspection.objects.filter(task__entity=task.entity, state=RecordState.SIGNED, signed_at__gte=new_year)
    return rows.count()


def _signatures(record: Inspection, round: InspectionRound, by: Actor) -> list[OfficerSignature]:
    certificates = {one["uid"]: one["certificate"] for one in round.content["officers"]}

    def signature(person: UUID, name: str, method: str, at: datetime, image: str | None) -> OfficerSignature:
        return OfficerSignature(
            name=name,
            certificate=certificates.get(str(person), ""),
            method=method,
            signed_at=at.isoformat(),
            image=image,
        )

    own = round.submitted_by
    given = Countersign.objects.filter(inspection=record, round=round.round, voided_at__isnull=True)
    return [
        signature(own.uid, own.name, "本人登录提交", round.submitted_at, None),
        *(
            signature(
                one.person.uid,
                one.person.name,
                CountersignMethod(one.method).label,
                one.at,
                sha256_of(one.signature, by=by) if one.signature else None,
            )
            for one in given.select_related("person").order_by("at", "pk")
        ),
    ]
