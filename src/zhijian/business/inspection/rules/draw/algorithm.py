"""The draw itself: from libraries, parameters and seed to groups with their objects, the same on every machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhijian.business.inspection.rules.draw.document import (
    CREDIT_CLASSES,
    CreditClass,
    Libraries,
    OfficerRow,
    Parameters,
)
from zhijian.business.inspection.rules.draw.eligibility import Pools, Refusal, pools
from zhijian.business.inspection.rules.draw.impossible import DrawImpossible
from zhijian.business.inspection.rules.draw.pairing import pair
from zhijian.business.inspection.rules.draw.quotas import class_sizes, quotas, total_wanted
from zhijian.business.inspection.rules.draw.stream import Stream, sample


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known before the seed: the pools, the number of objects, and their shares by class, if any."""

    pools: Pools
    objects: int
    quotas: Mapping[CreditClass, int] | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group: officers with the leader first, objects in ascending order of uid."""

    no: int
    leader: str | None
    officers: tuple[str, ...]
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was drawn, and who stayed out and why."""

    quotas: Mapping[CreditClass, int] | None
    groups: tuple[Group, ...]
    refused_objects: tuple[Refusal, ...]
    refused_officers: tuple[Refusal, ...]

    def to_json(self) -> dict[str, object]:
        """The field ``result`` of the published document."""
        return {
            "quotas": None if self.quotas is None else dict(self.quotas),
            "groups": [
                {
                    "no": group.no,
                    "leader": group.leader,
                    "officers": list(group.officers),
                    "objects": list(group.objects),
                }
                for group in self.groups
            ],
            "ineligible_objects": [_refusal_to_json(refusal) for refusal in self.refused_objects],
            "ineligible_officers": [_refusal_to_json(refusal) for refusal in self.refused_officers],
        }


def plan(libraries: Libraries, parameters: Parameters) -> Plan:
    """What can be said without a seed; asked before the commitment, so that no draw fails for want of people.

    Raises DrawImpossible: no_objects, few_objects, few_officers, few_leaders.
    """
    eligible = pools(libraries, parameters)
    _check_officers(eligible.officers, parameters)
    sizes = class_sizes(item["credit_class"] for item in eligible.objects)
    wanted = total_wanted(parameters, sizes)
    rates = parameters["rates"]
    return Plan(eligible, wanted, None if rates is None else quotas(sizes, rates, wanted))


def draw_lots(libraries: Libraries, parameters: Parameters, seed: str) -> Result:
    """The result for this seed (64 hexadecimal digits).  Raises DrawImpossible, also no_pairing."""
    planned = plan(libraries, parameters)
    key = bytes.fromhex(seed)
    teams = form_groups(key, planned.pools.officers, parameters)
    barred = [frozenset(uid for officer in team for uid in officer["conflicts"]) for team in teams]
    dealt = pair(key, draw_objects(key, planned), barred)
    groups = tuple(
        Group(
            no=number,
            leader=team[0]["uid"] if parameters["leader_rule"] else None,
            officers=tuple(officer["uid"] for officer in team),
            objects=tuple(objects),
        )
        for number, (team, objects) in enumerate(zip(teams, dealt, strict=True), start=1)
    )
    return Result(planned.quotas, groups, planned.pools.refused_objects, planned.pools.refused_officers)


def draw_objects(seed: bytes, planned: Plan) -> list[str]:
    """The uids of the objects drawn: all from one pool, or class by class where there are rates."""
    objects = planned.pools.objects
    if planned.quotas is None:
        return [item["uid"] for item in sample(Stream(seed, "objects/all"), objects, planned.objects)]
    strata: dict[CreditClass, list[str]] = {name: [] for name in CREDIT_CLASSES}
    for item in objects:
        strata[item["credit_class"]].append(item["uid"])
    return [
        uid
        for name in CREDIT_CLASSES
        for uid in sample(Stream(seed, f"objects/{name}"), strata[name], planned.quotas[name])
    ]


def form_groups(seed: bytes, officers: Sequence[OfficerRow], parameters: Parameters) -> list[list[OfficerRow]]:
    """The officers of each group in the order drawn, the leader first where the leader rule holds.

    Leaders are drawn first among those who may lead; everyone not drawn as a leader stays in the pool for the other
    places, so nobody eligible is left out, and each group has exactly one leader.
    """
    groups, size = parameters["groups"], parameters["officers_per_group"]
    leaders: list[OfficerRow] = []
    if parameters["leader_rule"]:
        able = [officer for officer in officers if officer["leader"]]
        leaders = sample(Stream(seed, "officers/leaders"), able, groups)
        size -= 1
    taken = {officer["uid"] for officer in leaders}
    rest = [officer for officer in officers if officer["uid"] not in taken]
    members = sample(Stream(seed, "officers/members"), rest, groups * size)
    return [[*leaders[number : number + 1], *members[number * size : (number + 1) * size]] for number in range(groups)]


def _check_officers(officers: Sequence[OfficerRow], parameters: Parameters) -> None:
    groups = parameters["groups"]
    needed = groups * parameters["officers_per_group"]
    if len(officers) < needed:
        raise DrawImpossible(
            f"需要 {needed} 名符合条件的执法人员，名录中只有 {len(officers)} 名，请减少组数或者补充人员。",
            kind="few_officers",
        )
    leaders = sum(officer["leader"] for officer in officers)
    if parameters["leader_rule"] and leaders < groups:
        raise DrawImpossible(
            f"实行组长制需要 {groups} 名可任组长的人员，符合条件的只有 {leaders} 名，请减少组数或者增设组长。",
            kind="few_leaders",
        )


def _refusal_to_json(refusal: Refusal) -> dict[str, object]:
    return {"uid": refusal.uid, "reasons": [reason.value for reason in refusal.reasons]}
