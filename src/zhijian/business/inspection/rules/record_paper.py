"""What the paper 现场检查记录 shows of a signed round: content for `papers/inspection-record.json`. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhijian.business.inspection.rules.stages import Disposition, TaskKind

KINDS = {
    TaskKind.DAILY: "daily",
    TaskKind.SPECIAL: "special",
    TaskKind.RANDOM: "random",
    TaskKind.TEMPORARY: "temporary",
    TaskKind.REINSPECTION: "recheck",
}
VERDICTS = {
    "符合": "conform",
    "整改合格": "conform",
    "基本符合": "basically",
    "整改": "basically",
    "不符合": "fail",
    "整改不合格": "fail",
    "不通过，限期整改": "fail",
    "严重不符合": "fail",
}
PRINTED = frozenset({"符合", "基本符合", "不符合"})
"""Verdicts that the paper has a box for; others are told in words beside the box that comes nearest."""
DISPOSITIONS = {
    Disposition.PASSED: "none",
    Disposition.FIXED_ON_SITE: "on_site",
    Disposition.RECTIFY: "order",
    Disposition.TRANSFER: "case",
    Disposition.COULD_NOT_INSPECT: "impossible",
}


@dataclass(frozen=True, kw_only=True)
class OfficerSignature:
    """An officer's word on the record. signed_at: ISO with offset.  image: hash of the handwriting or None."""

    name: str
    certificate: str
    method: str
    signed_at: str
    image: str | None = None


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What the paper needs beside the round's content. visits: how often the entity was inspected this year."""

    organ: str
    made_on: date
    source: str
    basis: str
    phone: str
    visits: int
    signatures: Sequence[OfficerSignature]


def paper_content(content: Mapping[str, Any], about: Circumstances) -> dict[str, Any]:
    """Values, checklist, signatures and attachments of the paper; its number is filled in when it is issued."""
    return {
        "values": {
            "organ": {"name": about.organ},
            "record": {"made_on": about.made_on.isoformat()},
            "entity": _entity(content, about),
            "present": _present(content),
            "visit": _visit(content, about),
            "notice": _notice(content["notice"]),
            "form": {"title": content["form"]["title"], "version": content["form"]["version"]},
            "count": _counts(content["evaluation"]["counts"]),
            "result": _result(content),
        },
        "checklists": {"checklist": content["snapshot"]["rows"]},
        "signatures": {"signatures": [*_representative(content), *(_officer(one) for one in about.signatures)]},
        "attachments": {"attachments": _attachments(content)},
    }


def _entity(content: Mapping[str, Any], about: Circumstances) -> dict[str, str | None]:
    entity = content["entity"]
    return {
        "name": entity["name"],
        "uscc": entity["uscc"] or None,
        "licence": entity["licence"] or None,
        "head": entity["legal_person"] or None,
        "phone": about.phone or None,
        "address": entity["address"] or "未登记",
    }


def _present(content: Mapping[str, Any]) -> dict[str, str | None]:
    person = content["notice"]["representative"]
    return {"name": person["name"] or None, "post": person["role"] or None}


def _visit(content: Mapping[str, Any], about: Circumstances) -> dict[str, Any]:
    return {
        "kind": KINDS[TaskKind(content["task"]["kind"])],
        "source": about.source,
        "basis": about.basis,
        "frequency": f"本年度第 {about.visits} 次",
        "code": content["task"]["number"],
        "place": content["entity"]["address"] or "未登记",
        "started_at": content["started_at"],
        "ended_at": content["ended_at"],
        "officers": [
            {"name": one["name"], **({"certificate": one["certificate"]} if one["certificate"] else {})}
            for one in content["officers"]
        ],
        "assistants": None,
    }


def _notice(notice: Mapping[str, Any]) -> dict[str, str | None]:
    wanted = bool(notice["avoidance_reason"])
    return {"recusal": "yes" if wanted else "no", "recusal_reason": notice["avoidance_reason"] or None}


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        "asked": counts["total"],
        "key_asked": counts["keyApplicable"],
        "no": counts["no"],
        "key_no": counts["keyNo"],
        "na": counts["na"],
    }


def _result(content: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        "verdict": VERDICTS.get(content["verdict"]),
        "disposition": DISPOSITIONS[Disposition(content["disposition"])],
        "opinion": _opinion(content),
        "entity_opinion": content["entity_opinion"] or "未填写。",
    }


def _opinion(content: Mapping[str, Any]) -> str:
    given = content["opinion"] or content["could_not_inspect"]
    told = "" if given and content["verdict"] in PRINTED else f"检查结论：{content['verdict']}。"
    return "\n".join(filter(None, (told, given)))


def _representative(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    signer, refusal = content["signer"], content["refusal"]
    if signer is not None:
        image = next((one["sha256"] for one in content["evidence"] if one["uid"] == signer["signature"]), None)
        return [{"role": "被检查单位", "name": signer["name"], "method": "手写签名", "image": image}]
    if refusal is not None:
        told = {"reason": refusal["reason"], "witness": refusal["witness"]}
        return [{"role": "被检查单位", "name": content["notice"]["representative"]["name"], "refusal": told}]
    return []


def _officer(one: OfficerSignature) -> dict[str, Any]:
    return {
        "role": "检查人员",
        "name": one.name,
        "certificate": one.certificate,
        "method": one.method,
        "signed_at": one.signed_at,
        "image": one.image,
    }


def _attachments(content: Mapping[str, Any]) -> list[dict[str, str]]:
    numbers = {row["item"]: row["no"] for row in content["snapshot"]["rows"]}
    labels = {"photo": "照片", "video": "录像", "sound": "录音", "file": "材料"}
    return [
        {
            "name": one["caption"] or f"{labels[one['kind']]} {one['number']}",
            "sha256": one["sha256"],
            "note": f"第 {numbers[one['item']]} 项" if one["item"] in numbers else "",
        }
        for one in content["evidence"]
        if one["discarded"] is None and one["kind"] in labels
    ]
