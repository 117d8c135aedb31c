"""What must hold of a submitted record, beyond its answers: notice, signature, order, times, captures. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zhijian.business.inspection.rules.stages import Disposition

CLOCK_TOLERANCE = timedelta(minutes=5)
"""S-EV-06: a larger difference between device and server is flagged, never repaired."""

FIELD_LABELS = {"due_on": "完成期限", "officers": "检查人员"}
"""What the office may change while the device is offline."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that stands in the way; ``item`` is empty when the whole record is meant."""

    item: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        """For the answer."""
        return {"item": self.item, "code": self.code, "message": self.message}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field that the office changed after the device had fetched the task."""

    field: str
    mine: Any
    theirs: Any

    def as_json(self) -> dict[str, Any]:
        """For the answer."""
        return {"field": self.field, "label": FIELD_LABELS[self.field], "mine": self.mine, "theirs": self.theirs}


def engine_answers(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Answers as the form engine reads them."""
    return {
        item: {
            "value": answer.get("value"),
            "note": answer.get("note", ""),
            "evidence": list(answer.get("evidence", ())),
            "fixedOnSite": bool(answer.get("fixed_on_site")),
        }
        for item, answer in answers.items()
    }


def notice_problems(notice: Mapping[str, Any]) -> list[Problem]:
    """Certificates shown, purpose told, recusal asked: 《行政处罚法》第五十五条、监督检查办法 第二十三、二十四条."""
    found = []
    if not notice["certificates_shown"]:
        found.append(_whole("certificates_not_shown", "请先向当事人出示执法证件，并在告知页确认。"))
    if not notice["avoidance_asked"]:
        found.append(_whole("avoidance_not_asked", "请询问当事人是否申请回避，并在告知页确认。"))
    if not notice["purpose"].strip():
        found.append(_whole("purpose_missing", "请在告知页写明检查的事由和内容。"))
    return found


def signature_problems(
    signer: Mapping[str, Any] | None, refusal: Mapping[str, Any] | None, *, could_not_inspect: bool
) -> list[Problem]:
    """The representative signed, or the refusal is noted with a witness or a video (监督检查管理办法 第三十四条)."""
    if signer is not None and refusal is not None:
        return [_whole("signature_and_refusal", "签名和拒签只能选择一种。")]
    if signer is None and refusal is None:
        return [] if could_not_inspect else [_whole("signature_missing", "请由当事人签名，或者注明拒签的情况。")]
    if refusal is not None and not refusal["witness"].strip() and refusal["video"] is None:
        return [_whole("refusal_unproved", "拒签的应当有见证人，或者拍摄录像。")]
    return []


def order_problems(
    rectification: Mapping[str, Any] | None,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    disposition: Disposition,
    is_reinspection: bool,
) -> list[Problem]:
    """The order names items answered 否 only, each once; what was found wrong and not put right needs an order.

    A re-inspection may leave the order to the office, but not a part of it: nobody would ask for the rest.
    """
    wrong = {item for item, answer in answers.items() if answer["value"] == "no"}
    ordered = [one["item"] for one in rectification["items"]] if rectification else []
    found = [
        Problem(item=item, code="order_of_other_item", message="责令改正只能针对选“否”的检查项，请去掉这一项。")
        for item in dict.fromkeys(ordered)
        if item not in wrong
    ]
    if len(set(ordered)) != len(ordered):
        found.append(_whole("order_twice", "同一检查项只能责令改正一次。"))
    open_items = sorted(wrong - set(ordered) - {item for item in wrong if answers[item]["fixed_on_site"]})
    is_left_to_office = is_reinspection and not ordered
    if open_items and disposition is not Disposition.TRANSFER and not is_left_to_office:
        found += [
            Problem(item=item, code="order_missing", message="这一项不符合要求又没有当场改正，请责令改正。")
            for item in open_items
        ]
    return found


def time_problems(started_at: datetime, ended_at: datetime) -> list[Problem]:
    """The visit ends after it began, and lasts no longer than three days."""
    if ended_at < started_at:
        return [_whole("ended_before_start", "结束时间早于开始时间，请检查设备时间。")]
    if ended_at - started_at > timedelta(days=3):
        return [_whole("too_long", "一次检查不能超过三天，请检查设备时间。")]
    return []


def evidence_problems(payload: Mapping[str, Any], known: Iterable[str]) -> list[Problem]:
    """Every piece of evidence that is referred to came with the record, or with an earlier round of it."""
    kept = {one["uid"] for one in payload["captures"] if one["discarded"] is None} | set(known)
    return [
        Problem(item=item, code="evidence_unknown", message="引用的证据不在这份记录中，或者已经作废，请重新选择。")
        for item, uid in _references(payload)
        if uid not in kept
    ]


def _references(payload: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for item, answer in payload["answers"].items():
        yield from ((item, uid) for uid in answer["evidence"])
    places = ((payload["notice"], "signature"), (payload["signer"], "signature"), (payload["refusal"], "video"))
    for source, key in places:
        if source and source.get(key):
            yield "", source[key]


def disposition_of(proposed: str | None, payload: Mapping[str, Any]) -> Disposition:
    """What follows (DOMAIN 5.4): nobody there; serious by law or by the officer's word; an order; else as proposed."""
    if payload["could_not_inspect"]:
        return Disposition.COULD_NOT_INSPECT
    if payload["serious"] or proposed in {"investigate", "on_spot_penalty"}:
        return Disposition.TRANSFER
    if payload["rectification"] or proposed == "rectify":
        return Disposition.RECTIFY
    if proposed == "fixed_on_site":
        return Disposition.FIXED_ON_SITE
    return Disposition.COULD_NOT_INSPECT if proposed == "closed" else Disposition.PASSED


def differences(base: Mapping[str, Any] | None, standing: Mapping[str, Any], *, is_current: bool) -> list[Difference]:
    """Where the task as the device knew it differs from how it stands; officers include who leads.

    is_current: nothing was changed since the device fetched the task, so that what ``base`` leaves out is as it stands;
    otherwise it is not known, and a difference with None on the device's side.
    """
    told = base or {}
    found = []
    due_on = told.get("due_on") or (standing["due_on"] if is_current else None)
    if due_on != standing["due_on"]:
        found.append(Difference(field="due_on", mine=due_on, theirs=standing["due_on"]))
    theirs = {"officers": standing["officers"], "lead": standing["lead"]}
    mine: dict[str, Any] | None = theirs if is_current else None
    if told.get("officers"):
        mine = {"officers": sorted(told["officers"]), "lead": told.get("lead")}
    if mine != theirs:
        found.append(Difference(field="officers", mine=mine, theirs=theirs))
    return found


def clock_flags(
    *, started_at: datetime, ended_at: datetime, sent_at: datetime | None, received_at: datetime, earliest: datetime
) -> tuple[list[str], int | None]:
    """What is odd about the device's times, and by how many seconds its clock was ahead when it sent.

    earliest: the moment before which nobody could have begun this visit.
    """
    ahead = None if sent_at is None else round((sent_at - received_at).total_seconds())
    flags = []
    if ahead is not None and abs(ahead) > CLOCK_TOLERANCE.total_seconds():
        flags.append("device_clock_wrong")
    if max(started_at, ended_at) > received_at + CLOCK_TOLERANCE:
        flags.append("in_the_future")
    if started_at < earliest - CLOCK_TOLERANCE:
        flags.append("before_task")
    return flags, ahead


def _whole(code: str, message: str) -> Problem:
    return Problem(item="", code=code, message=message)
