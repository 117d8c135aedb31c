"""Who and what goes into the pool, and for those who do not, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zhijian.business.inspection.rules.draw.document import Exclusion, Libraries, ObjectRow, OfficerRow, Parameters

STOPPED_STATUSES: Final = frozenset("2345")
"""主体状态 that end new inspections: 吊销未注销、吊销已注销、注销、撤销."""


class Ineligible(StrEnum):
    """Why an object or officer stayed out of the pool."""

    EXCLUDED = "excluded"
    NOT_IN_OPERATION = "not_in_operation"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_ENDS_EARLY = "certificate_ends_early"
    SPECIALITY_MISSING = "speciality_missing"


INELIGIBLE_LABELS: dict[Ineligible, str] = {
    Ineligible.EXCLUDED: "已按公布的理由排除",
    Ineligible.NOT_IN_OPERATION: "主体已吊销、注销或者撤销",
    Ineligible.CERTIFICATE_NOT_YET_VALID: "抽取当日执法证尚未生效",
    Ineligible.CERTIFICATE_ENDS_EARLY: "执法证在检查期限届满前失效",
    Ineligible.SPECIALITY_MISSING: "不具备所要求的专长",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object or officer outside the pool, with every reason, in the order of ``Ineligible``."""

    uid: str
    reasons: tuple[Ineligible, ...]


@dataclass(frozen=True, slots=True)
class Pools:
    """Everyone of both libraries, either in a pool or refused with reasons; all in ascending order of uid."""

    objects: tuple[ObjectRow, ...]
    officers: tuple[OfficerRow, ...]
    refused_objects: tuple[Refusal, ...]
    refused_officers: tuple[Refusal, ...]


def pools(libraries: Libraries, parameters: Parameters) -> Pools:
    """Split both libraries into eligible and refused."""
    excluded_objects = _uids(parameters["excluded_objects"])
    excluded_officers = _uids(parameters["excluded_officers"])
    objects, refused_objects = [], []
    for item in libraries["objects"]:
        if item["status"] in STOPPED_STATUSES or item["uid"] in excluded_objects:
            refused_objects.append(Refusal(item["uid"], _object_reasons(item, excluded_objects)))
        else:
            objects.append(item)
    officers, refused_officers = [], []
    for officer in libraries["officers"]:
        reasons = _officer_reasons(officer, parameters, excluded_officers)
        if reasons:
            refused_officers.append(Refusal(officer["uid"], reasons))
        else:
            officers.append(officer)
    return Pools(tuple(objects), tuple(officers), tuple(refused_objects), tuple(refused_officers))


def _object_reasons(item: ObjectRow, excluded: frozenset[str]) -> tuple[Ineligible, ...]:
    found = {
        Ineligible.EXCLUDED: item["uid"] in excluded,
        Ineligible.NOT_IN_OPERATION: item["status"] in STOPPED_STATUSES,
    }
    return tuple(reason for reason, applies in found.items() if applies)


def _officer_reasons(officer: OfficerRow, asked: Parameters, excluded: frozenset[str]) -> tuple[Ineligible, ...]:
    ends = officer["certificate_valid_to"]
    found = {
        Ineligible.EXCLUDED: officer["uid"] in excluded,
        Ineligible.CERTIFICATE_NOT_YET_VALID: officer["certificate_valid_from"] > asked["draw_on"],
        Ineligible.CERTIFICATE_ENDS_EARLY: ends is not None and ends < asked["period_until"],
        Ineligible.SPECIALITY_MISSING: not set(asked["specialities"]) <= set(officer["specialities"]),
    }
    return tuple(reason for reason, applies in found.items() if applies)


def _uids(exclusions: Sequence[Exclusion]) -> frozenset[str]:
    return frozenset(exclusion["uid"] for exclusion in exclusions)
