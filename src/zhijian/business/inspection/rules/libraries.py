"""How members of the pools become rows of the frozen libraries, and why some do not: pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from zhijian.business.inspection.rules.draw import FORMAT, ObjectRow, OfficerRow, Parameters
from zhijian.business.inspection.rules.draw.document import Exclusion
from zhijian.business.inspection.types.draws import DrawParameters, ExcludedRow

UNRATED: Final = "B"
"""Credit class in a draw of an entity that has none yet: B is the ordinary supervision (国市监信发〔2022〕6号)."""

INSPECTED_STATUSES: Final = frozenset({"1", "9"})
"""主体状态 in which new inspections may be started: 存续、其他."""


class LeftOut(StrEnum):
    """Why a member of a pool does not come into the frozen library."""

    NOT_INSPECTED = "not_inspected"
    OTHER_CLASS = "other_class"
    NO_CERTIFICATE = "no_certificate"
    NO_POST = "no_post"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "not_inspected": "主体已注销、吊销、撤销或者迁出",
            "other_class": "不属于抽查事项的监管类别",
            "no_certificate": "没有登记执法证",
            "no_post": "已离职或者没有在任岗位",
        }[self.value]


def object_left_out(*, status: str, classes: Iterable[str], wanted: Iterable[str]) -> LeftOut | None:
    """Why an entity stays out of the library, or None. wanted: the classes of the matter."""
    if status not in INSPECTED_STATUSES:
        return LeftOut.NOT_INSPECTED
    return None if set(classes) & set(wanted) else LeftOut.OTHER_CLASS


def object_row(
    *, uid: str, name: str, uscc: str, credit_class: str, status: str, classes: list[str], district: str
) -> ObjectRow:
    """An entity as it is published."""
    return {
        "uid": uid,
        "name": name,
        "uscc": uscc,
        "credit_class": credit_class or UNRATED,  # type: ignore[typeddict-item]  # the reader checks it
        "status": status,
        "classes": classes,
        "district": district,
    }


def officer_row(
    *,
    uid: str,
    name: str,
    organisation: str,
    number: str,
    valid_from: date,
    valid_to: date | None,
    is_valid: bool,
    specialities: Iterable[str],
    leader: bool,
    conflicts: Iterable[str],
    on: date,
) -> OfficerRow:
    """An officer as published. valid_to: last valid day; a certificate revoked before its end counts to ``on`` only."""
    ends = valid_to + timedelta(days=1) if valid_to else None
    if not is_valid and valid_from <= on and (ends is None or ends > on):
        ends = on
    return {
        "uid": uid,
        "name": name,
        "organisation": organisation,
        "certificate_number": number,
        "certificate_valid_from": valid_from.isoformat(),
        "certificate_valid_to": ends.isoformat() if ends else None,
        "specialities": sorted(set(specialities)),
        "leader": leader,
        "conflicts": sorted(set(conflicts)),
    }


def draw_parameters(
    asked: DrawParameters,
    *,
    classes: Iterable[str],
    form_code: str,
    form_hash: str,
    on: date,
    objects: Iterable[ObjectRow],
    officers: Iterable[OfficerRow],
) -> Parameters:
    """What the organiser asked for, in the published form.

    classes: of the matter.  form_hash: with or without ``sha256:``.  on: day of the draw.  Exclusions of what is in
    neither library have nothing to take out and are not published.
    """
    rates = asked.rates
    return {
        "algorithm": FORMAT,
        "name": asked.name,
        "form": {"code": form_code, "hash": form_hash.removeprefix("sha256:")},
        "period_from": asked.period_from.isoformat(),
        "period_until": (asked.period_to + timedelta(days=1)).isoformat(),
        "draw_on": on.isoformat(),
        "groups": asked.groups,
        "officers_per_group": asked.officers_per_group,
        "objects_per_group": asked.objects_per_group,
        "rates": {"A": rates.A, "B": rates.B, "C": rates.C, "D": rates.D} if rates else None,
        "leader_rule": asked.leader_rule,
        "specialities": sorted(set(classes if asked.specialities is None else asked.specialities)),
        "excluded_objects": _exclusions(asked.excluded_objects, {row["uid"] for row in objects}),
        "excluded_officers": _exclusions(asked.excluded_officers, {row["uid"] for row in officers}),
    }


def _exclusions(rows: Iterable[ExcludedRow], library: set[str]) -> list[Exclusion]:
    return [{"uid": str(row.uid), "reason": row.reason} for row in rows if str(row.uid) in library]
