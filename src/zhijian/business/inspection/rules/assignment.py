"""Who may be sent where: officers with certificates, one lead, nobody who must stay away. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

LEAST_OFFICERS = 2
"""Source: 《行政处罚法》(2021) 第四十二条、《食品生产经营监督检查管理办法》第二十三条."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An officer proposed for a task, as of the day of the visit; ``avoids`` is why they must stay away, or empty."""

    uid: UUID
    name: str
    is_at_work: bool
    has_certificate: bool
    avoids: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why something may not be, with its stable code."""

    code: str
    message: str
    person: UUID | None = None


def assignment_refusals(officers: Sequence[Candidate], lead: UUID | None) -> list[Refusal]:
    """All that stands against sending these officers; empty when they may go.

    Source: 《行政处罚法》(2021) 第四十二条、第四十三条; 国办发〔2024〕54号 (只有持证人员可以入企检查).
    """
    found = []
    if len({one.uid for one in officers}) < LEAST_OFFICERS:
        found.append(Refusal(code="inspection.too_few_officers", message="检查人员不得少于两人，请再选一名检查人员。"))
    if len({one.uid for one in officers}) != len(officers):
        found.append(Refusal(code="inspection.officer_twice", message="同一名检查人员只能选一次。"))
    if lead is None or lead not in {one.uid for one in officers}:
        found.append(Refusal(code="inspection.lead_missing", message="请从检查人员中指定一名主办人员。"))
    for one in officers:
        if not one.is_at_work:
            found.append(_about(one, "inspection.officer_not_at_work", "当日不在岗，请改派其他检查人员。"))
        elif not one.has_certificate:
            found.append(
                _about(one, "inspection.certificate_invalid", "当日没有有效的执法证件，不能实施检查，请改派其他人员。")
            )
        if one.avoids:
            found.append(
                _about(one, "inspection.officer_avoids", f"对该主体应当回避（{one.avoids}），请改派其他人员。")
            )
    return found


def _about(one: Candidate, code: str, message: str) -> Refusal:
    return Refusal(code=code, message=f"{one.name}{message}", person=one.uid)


def matter_refusal(*, is_published: bool, valid_from: date, valid_to: date | None, on: date) -> Refusal | None:
    """Why a matter may not be inspected on a day; None when it may. valid_to is excluded.

    Source: 国办发〔2024〕54号 (未公布的检查事项不得实施).
    """
    if not is_published:
        return Refusal(code="inspection.matter_unpublished", message="检查事项没有公布，不得检查，请选择已公布的事项。")
    if on < valid_from or (valid_to is not None and on >= valid_to):
        return Refusal(code="inspection.matter_not_in_force", message="检查事项当日不在有效期内，请选择有效的事项。")
    return None
