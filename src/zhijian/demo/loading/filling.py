"""What the officers of a replayed visit fill in: answers, evidence, signature, the record they send."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from zhijian.business.inspection.models import Task
from zhijian.business.inspection.rules.stages import Disposition
from zhijian.business.inspection.types.records import Submission
from zhijian.demo.loading import pictures
from zhijian.demo.world import acts
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.evidence import services as evidence
from zhijian.support.identity.types import Actor

NAMESPACE = UUID("6b1f3f0e-6d0c-5f4e-9a55-2f5f0f6f7a01")
DEVICE = "演示终端"
NOTES = (
    "现场查看不符合要求，已向当事人指出。",
    "现场未见相应记录，当事人表示没有登记。",
    "当事人对不符合的情况没有异议，表示立即改正。",
)

PUBLIC_WORDS = {
    Disposition.PASSED.value: "",
    Disposition.FIXED_ON_SITE.value: "检查发现的问题已当场改正。",
    Disposition.RECTIFY.value: "检查发现的问题已责令限期改正，到期复查。",
    Disposition.TRANSFER.value: "检查发现的问题已移送核查。",
    Disposition.COULD_NOT_INSPECT.value: "到登记地址检查时无人，未能联系到负责人。",
}
"""What is said to the public beside the result code."""


def record_of(task: Task, key: str) -> UUID:
    """The uid of the record of a visit, the same each time it is replayed."""
    return uuid5(NAMESPACE, f"{task.number}/{key}")


def fill(
    task: Task,
    *,
    key: str,
    started_at: datetime,
    ended_at: datetime,
    answers: dict[str, acts.Answer],
    items: dict[str, dict[str, Any]],
    length: int,
    by: Actor,
) -> Submission:
    """The record of a visit as the lead's device would send it; its evidence is stored.

    items: of the form by id. length: calendar days to put right what is wrong; 0 orders nothing.
    """
    camera = _Camera(record=record_of(task, key), by=by, at=ended_at)
    given = {item: _answer(item, answer, camera, f"{key}/{item}") for item, answer in answers.items()}
    signature = camera.take("signature", "", pictures.signature(task.entity.legal_person), "image/png")
    return Submission(
        uid=camera.record,
        task=task.uid,
        task_version=task.version,
        form_hash=task.form_hash,
        started_at=started_at,
        ended_at=ended_at,
        device=DEVICE,
        sent_at=ended_at,
        payload=_payload(task, started_at, ended_at, given, camera.captures, signature, items, length),
    )


@dataclass
class _Camera:
    """Takes the evidence of one record and numbers it."""

    record: UUID
    by: Actor
    at: datetime
    captures: list[dict[str, Any]] = field(default_factory=list)

    def take(self, kind: str, item: str, data: bytes, media_type: str) -> str:
        """Store one piece of evidence; gives its uid, the same each time the record is replayed."""
        evidence.store_bytes(data=data, media_type=media_type, by=self.by, at=self.at)
        number = len(self.captures) + 1
        uid = str(uuid5(self.record, str(number)))
        self.captures.append(
            {
                "uid": uid,
                "number": number,
                "sha256": sha256_hex(data),
                "kind": kind,
                "item": item,
                "caption": "",
                "taken_at": self.at.isoformat(),
                "uptime_ms": None,
                "session": "",
                "latitude": None,
                "longitude": None,
                "accuracy_m": None,
                "discarded": None,
            }
        )
        return uid


def _answer(item: str, answer: acts.Answer, camera: _Camera, key: str) -> dict[str, Any]:
    if answer is acts.Answer.NOT_APPLICABLE:
        return {"value": "na", "note": "本店无此项经营活动", "evidence": [], "fixed_on_site": False}
    if answer is acts.Answer.YES:
        return {"value": "yes", "note": "", "evidence": [], "fixed_on_site": False}
    photo = camera.take("photo", item, pictures.photograph(key), "image/jpeg")
    note = NOTES[len(camera.captures) % len(NOTES)]
    return {"value": "no", "note": note, "evidence": [photo], "fixed_on_site": False}


def _payload(
    task: Task,
    started_at: datetime,
    ended_at: datetime,
    answers: dict[str, Any],
    captures: list[dict[str, Any]],
    signature: str,
    items: dict[str, dict[str, Any]],
    length: int,
) -> dict[str, Any]:
    wrong = [item for item, answer in answers.items() if answer["value"] == "no"]
    order = {
        "length": length,
        "unit": "calendar_days",
        "items": [{"item": item, "order": items[item]["onNo"]["order"]} for item in wrong],
    }
    return {
        "task": str(task.uid),
        "task_version": task.version,
        "form_hash": task.form_hash,
        "started_at": started_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "device": DEVICE,
        "notice": {
            "shown_at": started_at.isoformat(),
            "certificates_shown": True,
            "purpose": "监督检查",
            "avoidance_asked": True,
            "avoidance_reason": "",
            "representative": {"name": task.entity.legal_person or "店长", "role": "负责人", "phone": ""},
            "signature": None,
        },
        "answers": answers,
        "captures": captures,
        "last_number": len(captures),
        "signer": {"name": task.entity.legal_person or "店长", "role": "负责人", "signature": signature},
        "refusal": None,
        "rectification": order if wrong and length else None,
        "opinion": "",
        "entity_opinion": "",
        "serious": False,
        "could_not_inspect": "",
    }
