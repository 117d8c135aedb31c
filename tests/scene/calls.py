"""A valid request for each operation that writes: who sends it, about which thing, with which body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.http import HttpResponse
from django.test import Client

from authorisation.operations import Operation, operations
from zhijian.business.inspection.tests.factories import today

from .things import Scene

Made = tuple[str, Mapping[str, object], Any]


@dataclass(frozen=True)
class Call:
    """One request; ``raw`` in place of a JSON body for bytes and forms."""

    operation: Operation
    who: str
    path: dict[str, str]
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, client: Client, *, body: Any = ..., path: Mapping[str, str] | None = None) -> HttpResponse:
        """Send it, with another body or other path parameters if given."""
        address = self.operation.path
        for name, value in {**self.path, **(path or {})}.items():
            address = address.replace(f"{{{name}}}", str(value))
        content = self.body if body is ... else body
        return client.generic(  # type: ignore[return-value]
            self.operation.method,
            address,
            content if isinstance(content, bytes) else b"" if content is None else orjson.dumps(content),
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid4()), **self.headers},
        )


def writes() -> list[Operation]:
    """Every operation that may change something and takes JSON or nothing."""
    return [one for one in operations() if one.method != "GET" and not one.is_upload]


def calls(scene: Scene) -> dict[str, Call]:
    """A valid request for every operation of ``writes``, by its name."""
    found = {}
    for operation in writes():
        recipe = RECIPES.get(operation.name)
        assert recipe, f"tests/scene/calls.py has no valid request for {operation.name}"
        who, path, body = recipe(scene)
        headers = {"If-Match": '"1"', "Upload-Offset": "0"}
        if operation.name == "changeTask":
            headers["If-Match"] = f'"{scene.version_of_planned()}"'
        plain = {name: str(value) for name, value in path.items()}
        found[operation.name] = Call(operation, who, plain, _plain(body), headers)
    return found


def _plain(body: Any) -> Any:
    return body if body is None or isinstance(body, bytes) else orjson.loads(orjson.dumps(body))


def _draw(stage: str, who: str = "organiser", body: Any = None) -> Callable[[Scene], Made]:
    return lambda scene: (who, {"draw": scene.draws[stage]}, body)


def _task(stage: str, who: str, body: Any = None) -> Callable[[Scene], Made]:
    return lambda scene: (who, {"uid": scene.tasks[stage]}, body)


REASON = {"reason": "现场核实后确有必要"}

RECIPES: dict[str, Callable[[Scene], Made]] = {
    "demoSignIn": lambda scene: ("nobody", {}, {"role": "inspector"}),
    "signIn": lambda scene: ("nobody", {}, scene.credentials()),
    "signOut": lambda scene: ("chief", {}, None),
    "changePassword": lambda scene: ("chief", {}, {"old": scene.password, "new": "Nanhu-2026-Qingfeng"}),
    "endOwnSession": lambda scene: ("chief", {"session": scene.other_session()}, None),
    "verifyAuditChain": lambda scene: ("auditor", {}, None),
    "resetPassword": lambda scene: ("admin", {"person": scene.staff}, {"password": "Xihu-2026-Mingyue"}),
    "reviewClue": lambda scene: ("chief", {"clue": scene.clue}, {"outcome": "dropped", **REASON}),
    "voidDocument": lambda scene: ("chief", {"document": scene.document}, REASON),
    "registerClue": lambda scene: (
        "chief",
        {},
        {
            "source": "report",
            "title": "无证经营线索",
            "facts": "群众来信反映",
            "party_name": "某店",
            "entity": scene.entity,
        },
    ),
    "deriveEvidence": lambda scene: (
        "chief",
        {"evidence": scene.evidence},
        {"uid": UUID(int=77), "form": "crop", "sha256": scene.picture, "caption": "局部"},
    ),
    "discardEvidence": lambda scene: ("chief", {"evidence": scene.evidence}, {"reason": "重复拍摄"}),
    "beginUpload": lambda scene: (
        "chief",
        {},
        {"uid": UUID(int=78), "sha256": "ab" * 32, "size": 9, "media_type": "image/jpeg"},
    ),
    "appendChunk": lambda scene: ("chief", {"upload": scene.upload_begun}, scene.photo),
    "finishUpload": lambda scene: ("chief", {"upload": scene.upload_sent}, None),
    "cancelImport": lambda scene: ("chief", {"batch": scene.imports["uploaded"].uid}, None),
    "setImportMapping": lambda scene: (
        "chief",
        {"batch": scene.imports["uploaded"].uid},
        {
            "fields": [column.field for column in scene.imports["uploaded"].columns],
            "version": scene.imports["uploaded"].version,
        },
    ),
    "startImportCheck": lambda scene: ("chief", {"batch": scene.imports["mapped"].uid}, None),
    "startImportLoad": lambda scene: ("chief", {"batch": scene.imports["checked"].uid}, {"mode": "good_rows"}),
    "saveFormDraft": lambda scene: ("chief", {}, {"definition": scene.form(version=8)}),
    "publishForm": lambda scene: ("chief", {"code": "QX-RC", "version": 9}, None),
    "retireForm": lambda scene: ("chief", {"code": "YP-RC", "version": 1}, None),
    "addOrganisation": lambda scene: (
        "admin",
        {},
        {"code": "xinsuo", "name": "新设市场监管所", "short_name": "新所", "kind": "office", "parent": scene.bureau},
    ),
    "addPerson": lambda scene: (
        "admin",
        {},
        {
            "name": "新来人",
            "phone": "13012345678",
            "organisation": scene.bureau,
            "title": "科员",
            "employee_number": "A7",
        },
    ),
    "addAccount": lambda scene: (
        "admin",
        {"person": scene.newcomer},
        {"username": "newcomer.one", "password": "Beihai-77-Yunshan"},
    ),
    "addCertificate": lambda scene: (
        "admin",
        {"person": scene.newcomer},
        {"number": "ZF77000001", "specialities": ["CY"], "valid_from": "2026-01-01", "valid_to": "2030-01-01"},
    ),
    "revokeCertificate": lambda scene: (
        "admin",
        {"person": scene.staff, "certificate": scene.certificate()},
        None,
    ),
    "letPersonLeave": lambda scene: ("admin", {"person": scene.staff}, None),
    "movePerson": lambda scene: (
        "admin",
        {"person": scene.staff},
        {"organisation": scene.office, "title": "副所长"},
    ),
    "grantRole": lambda scene: ("security", {"person": scene.newcomer}, {"role": "inspector"}),
    "revokeRole": lambda scene: ("security", {"person": scene.inspector, "role": "inspector"}, None),
    "declareAvoidance": lambda scene: (
        "chief",
        {},
        {"person": scene.staff, "entity": scene.entity, "reason": "近亲属任职", "valid_to": "2029-01-01"},
    ),
    "endAvoidance": lambda scene: ("chief", {"avoidance": scene.avoidance}, None),
    "draftDraw": lambda scene: ("organiser", {}, scene.draw_body()),
    "changeDraw": lambda scene: (
        "organiser",
        {"draw": scene.draws["draft"]},
        {**scene.draw_body(), "version": scene.draw_version("draft")},
    ),
    "discardDraw": _draw("draft"),
    "planDraw": _draw("draft"),
    "giveDrawNonceHash": _draw("draft", body={"nonce_hash": "cd" * 32}),
    "commitDraw": _draw("hashed"),
    "setDrawPublicValue": _draw(
        "committed",
        body={"source": "manual", "value": "03 08 11 19 24 30 07", "source_note": "中国福利彩票网首页"},
    ),
    "voidDraw": _draw("committed", body=REASON),
    "openDrawNonce": lambda scene: ("organiser", {"draw": scene.draws["valued"]}, {"nonce": scene.nonce}),
    "drawLots": _draw("seeded"),
    "dispatchDraw": _draw("drawn"),
    "redraw": lambda scene: ("organiser", {"draw": scene.draws["drawn"]}, {**REASON, "approver": scene.draw_approver}),
    "approveRedraw": _draw("again", "approver"),
    "settleHeldSubmission": lambda scene: ("chief", {"uid": scene.held}, {"note": "以已提交的记录为准"}),
    "reportSeriousProblem": lambda scene: ("chief", {"inspection": scene.signed}, {"facts": "涉嫌销售假药"}),
    "submitInspection": lambda scene: ("lead", {"uid": UUID(int=79)}, scene.record_body()),
    "countersign": lambda scene: (
        "second",
        {"uid": scene.waiting},
        {"decision": "reject", "content_hash": scene.content_hash(), "reason": "照片与描述不符"},
    ),
    "countersignBySms": lambda scene: ("sms_lead", {"uid": scene.sms_waiting.uid}, scene.sms_word()),
    "askCountersigners": lambda scene: ("lead", {"uid": scene.waiting}, {"persons": [scene.second]}),
    "sendCountersignCode": lambda scene: ("lead", {"uid": scene.waiting}, {"person": scene.second}),
    "addMatter": lambda scene: (
        "chief",
        {},
        {"code": "SC-07", "name": "新的检查事项", "classes": ["YP"], "form_code": "YP-RC", "basis": "《药品管理法》"},
    ),
    "makeObjectPool": lambda scene: ("chief", {}, {"name": "新对象库", "entities": [scene.entity]}),
    "previewObjectPool": lambda scene: ("chief", {}, {"classes": ["YP"], "streets": ["城北街道"], "tags": ["校园"]}),
    "retireObjectPool": lambda scene: ("chief", {"pool": scene.object_pool}, None),
    "addObjectsToPool": lambda scene: ("chief", {"pool": scene.object_pool}, {"entities": [scene.other_entity]}),
    "removeObjectFromPool": lambda scene: ("chief", {"pool": scene.object_pool, "entity": scene.entity}, None),
    "refreshObjectPool": lambda scene: ("chief", {"pool": scene.filtered_pool}, None),
    "makeOfficerPool": lambda scene: (
        "chief",
        {},
        {"name": "新人员库", "members": [{"person": scene.staff, "is_group_leader": True}]},
    ),
    "retireOfficerPool": lambda scene: ("chief", {"pool": scene.officer_pool}, None),
    "addOfficersToPool": lambda scene: (
        "chief",
        {"pool": scene.officer_pool},
        {"members": [{"person": scene.lead, "is_group_leader": True}]},
    ),
    "removeOfficerFromPool": lambda scene: ("chief", {"pool": scene.officer_pool, "person": scene.staff}, None),
    "publishResults": lambda scene: (
        "chief",
        {},
        {"publications": [scene.publication], "detail": "未发现问题"},
    ),
    "withdrawResult": lambda scene: ("chief", {"publication": scene.published}, REASON),
    "withholdResult": lambda scene: ("chief", {"publication": scene.publication}, REASON),
    "makeReinspection": lambda scene: ("chief", {"rectification": scene.rectification}, None),
    "reissueRectification": lambda scene: (
        "chief",
        {"rectification": scene.failed},
        {"length": 5, "unit": "working_days"},
    ),
    "withdrawRectification": lambda scene: ("chief", {"rectification": scene.rectification}, REASON),
    "reportRectified": lambda scene: ("chief", {"rectification": scene.rectification}, None),
    "createTask": lambda scene: ("chief", {}, scene.task_body()),
    "changeTask": lambda scene: (
        "chief",
        {"uid": scene.tasks["planned"]},
        {"due_on": today() + timedelta(days=40)},
    ),
    "acceptTask": _task("dispatched", "lead"),
    "approveTask": _task("planned", "chief"),
    "cancelTask": _task("planned", "chief", REASON),
    "dispatchTask": _task("approved", "chief"),
    "markAllNoticesRead": lambda scene: ("chief", {}, None),
    "markNoticeRead": lambda scene: ("chief", {"notice": scene.notice}, None),
    "registerEntity": lambda scene: ("chief", {}, {**scene.entity_body(), "organisation": scene.bureau}),
    "changeEntity": lambda scene: ("chief", {"entity": scene.entity}, scene.entity_body()),
    "addLicence": lambda scene: (
        "chief",
        {"entity": scene.entity},
        {
            "kind": "drug_operation",
            "number": "甘CA5551234",
            "scope": "处方药",
            "issued_by": "市局",
            "valid_to": "2031-01-01",
        },
    ),
    "moveEntity": lambda scene: ("chief", {"entity": scene.entity}, {"organisation": scene.office}),
    "addEntityPerson": lambda scene: (
        "chief",
        {"entity": scene.entity},
        {"role": "pharmacist", "name": "王药师", "phone": "13000007777", "certificate_number": "Z7"},
    ),
    "setEntityTags": lambda scene: ("chief", {"entity": scene.entity}, {"tags": ["校园周边", "连锁"]}),
    "endLicence": lambda scene: ("chief", {"licence": scene.licence}, None),
    "revokeLicence": lambda scene: ("chief", {"licence": scene.licence}, {"revoked_on": "2026-03-02"}),
    "endEntityPerson": lambda scene: ("chief", {"person": scene.entity_person}, None),
    "readPersonNumber": lambda scene: ("chief", {"person": scene.entity_person}, {"purpose": "核对执业资格"}),
}
