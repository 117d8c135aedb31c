"""Whether every object, officer and pairing is equally likely, by statistics that do notice a biased draw.

For R draws of n out of N without replacement the textbook Σ(C−E)²/E is too small by (1−p)·N/(N−1) and lets biased draws
pass; ``spread`` is the corrected statistic.  One favoured entity hardly moves it, so the largest |z| is looked at too,
against its Bonferroni bound.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import NormalDist

import pytest

from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import algorithm
from zhijian.business.inspection.rules.draw.pairing import pair
from zhijian.business.inspection.rules.draw.stream import Stream, sample
from zhijian.business.inspection.tests.draw_cases import make_object, make_officer, make_parameters

N, DRAWN, OFFICERS, GROUPS = 200, 21, 12, 3
ON_DUTY = 2 * GROUPS
CHECK, TORTURE = 5_000, 50_000
LEVEL = 0.001

LIBRARIES: drawing.Libraries = {
    "objects": [make_object(number) for number in range(N)],
    "officers": [make_officer(number) for number in range(OFFICERS)],
}
ASKED = make_parameters(groups=GROUPS, objects_per_group=DRAWN // GROUPS)
POSITION = {row["uid"]: place for place, row in enumerate(LIBRARIES["objects"])}
SEAT = {row["uid"]: place for place, row in enumerate(LIBRARIES["officers"])}


@dataclass
class Observed:
    """Counts over many draws."""

    draws: int = 0
    objects: Counter[int] = field(default_factory=Counter)
    officers: Counter[int] = field(default_factory=Counter)
    together: Counter[tuple[int, int]] = field(default_factory=Counter)
    neighbours: Counter[int] = field(default_factory=Counter)
    groups: Counter[tuple[int, int]] = field(default_factory=Counter)
    positions: int = 0
    repeated: int = 0


def fixed(label: str, draws: int) -> Iterator[bytes]:
    """Seeds that are the same on every run."""
    return (hashlib.sha256(f"{label} {number}".encode()).digest() for number in range(draws))


def fresh(draws: int) -> Iterator[bytes]:
    """Seeds that nobody has seen."""
    return (secrets.token_bytes(32) for _ in range(draws))


def observe(seeds: Iterable[bytes]) -> Observed:
    """Draw with every seed by the real procedure; only eligibility, which no seed touches, is done once."""
    seen, before = Observed(), frozenset[int]()
    planned = drawing.plan(LIBRARIES, ASKED)
    for seed in seeds:
        teams = algorithm.form_groups(seed, planned.pools.officers, ASKED)
        dealt = pair(seed, algorithm.draw_objects(seed, planned), [frozenset()] * GROUPS)
        drawn = frozenset(POSITION[uid] for uids in dealt for uid in uids)
        seen.draws += 1
        seen.objects.update(drawn)
        seen.positions += sum(drawn)
        seen.neighbours.update(place for place in drawn if place + 1 in drawn)
        seen.repeated += len(drawn & before)
        before = drawn
        for group, (team, uids) in enumerate(zip(teams, dealt, strict=True)):
            seats, places = [SEAT[officer["uid"]] for officer in team], [POSITION[uid] for uid in uids]
            seen.officers.update(seats)
            seen.together.update((seat, place) for seat in seats for place in places)
            seen.groups.update((group, place) for place in places)
    return seen


def spread(counts: Sequence[int], draws: int, drawn: int) -> float:
    """Corrected statistic of draws without replacement; chi-square with len(counts) - 1 degrees when fair."""
    size = len(counts)
    share = drawn / size
    squares = sum((count - draws * share) ** 2 for count in counts)
    return (size - 1) / size * squares / (draws * share * (1 - share))


def chi_square_bound(degrees: int, level: float = LEVEL) -> float:
    """What chi-square exceeds with probability ``level`` (Wilson and Hilferty; relative error < 0.06/degrees)."""
    z, part = NormalDist().inv_cdf(1 - level), 2 / (9 * degrees)
    return degrees * (1 - part + z * sqrt(part)) ** 3


def largest_z(counts: Iterable[int], draws: int, share: float) -> float:
    """The largest distance from the expected count, in standard deviations."""
    return max(abs(count - draws * share) for count in counts) / sqrt(draws * share * (1 - share))


def z_bound(looks: int, level: float = LEVEL) -> float:
    """What the largest |z| of so many looks exceeds with probability ``level`` at most (Bonferroni)."""
    return NormalDist().inv_cdf(1 - level / (2 * looks))


def suspicions(seen: Observed) -> set[str]:
    """The names of the statistics that are past their bound."""
    draws, share, duty = seen.draws, DRAWN / N, ON_DUTY / OFFICERS
    objects = [seen.objects[place] for place in range(N)]
    officers = [seen.officers[seat] for seat in range(OFFICERS)]
    together = [seen.together[seat, place] for seat in range(OFFICERS) for place in range(N)]
    groups = [seen.groups[group, place] for group in range(GROUPS) for place in range(N)]
    neighbours = [seen.neighbours[place] for place in range(N - 1)]
    both = DRAWN * (DRAWN - 1) / (N * (N - 1))
    position_z = (seen.positions / (draws * DRAWN) - (N - 1) / 2) / sqrt((N + 1) * (N - DRAWN) / (12 * DRAWN * draws))
    overlap_variance = DRAWN * share * (1 - share) * (N - DRAWN) / (N - 1)
    overlap_z = (seen.repeated - (draws - 1) * DRAWN * share) / sqrt((draws - 1) * overlap_variance)
    found = {
        "objects": (spread(objects, draws, DRAWN), chi_square_bound(N - 1)),
        "one object": (largest_z(objects, draws, share), z_bound(N)),
        "officers": (spread(officers, draws, ON_DUTY), chi_square_bound(OFFICERS - 1)),
        "one officer": (largest_z(officers, draws, duty), z_bound(OFFICERS)),
        "one pairing": (largest_z(together, draws, duty * share / GROUPS), z_bound(OFFICERS * N)),
        "one group": (largest_z(groups, draws, share / GROUPS), z_bound(GROUPS * N)),
        "neighbours": (largest_z(neighbours, draws, both), z_bound(N - 1)),
        "position in the list": (abs(position_z), z_bound(1)),
        "draw after draw": (abs(overlap_z), z_bound(1)),
    }
    return {name for name, (value, bound) in found.items() if value > bound}


def test_the_bounds_are_those_of_the_tables() -> None:
    for degrees, printed in ((5, 20.515), (11, 31.264), (30, 59.703), (100, 149.449)):  # upper 0.1 % points
        assert chi_square_bound(degrees) == pytest.approx(printed, rel=0.06 / degrees)
    assert z_bound(200) == pytest.approx(4.56, abs=0.01)


@pytest.mark.req("INS-4.4")
def test_five_thousand_draws_show_no_bias() -> None:
    assert suspicions(observe(fixed("check", CHECK))) == set()


def test_the_corrected_statistic_has_the_mean_of_chi_square_and_the_textbook_one_has_not() -> None:
    values, naive = [], []
    for repeat in range(60):
        counts: Counter[int] = Counter()
        for seed in fixed(f"mean {repeat}", 400):
            counts.update(sample(Stream(seed, "objects/all"), range(N), 20))
        row = [counts[place] for place in range(N)]
        values.append(spread(row, 400, 20))
        naive.append(sum((count - 40) ** 2 / 40 for count in row))

    error = sqrt(2 * (N - 1) / len(values))
    assert abs(sum(values) / len(values) - (N - 1)) < 3.3 * error
    assert sum(naive) / len(naive) < (N - 1) - 3.3 * error


def swap_with_anyone(stream: Stream, pool: Sequence[object], size: int) -> list[object]:
    """The famous wrong shuffle: each place is swapped with any place."""
    rest = list(pool)
    for place in range(len(rest)):
        other = stream.below(len(rest))
        rest[place], rest[other] = rest[other], rest[place]
    return rest[:size]


def one_byte_modulo(stream: Stream, pool: Sequence[object], size: int) -> list[object]:
    """A byte reduced by modulo, without rejection: the first remainders come more often."""
    rest = list(pool)
    for place in range(size):
        other = place + stream.below(256) % (len(rest) - place)
        rest[place], rest[other] = rest[other], rest[place]
    return rest[:size]


def never_the_last(stream: Stream, pool: Sequence[object], size: int) -> list[object]:
    """Off by one: the last of the list is never chosen."""
    rest = list(pool)
    for place in range(size):
        other = place + stream.below(max(1, len(rest) - place - 1))
        rest[place], rest[other] = rest[other], rest[place]
    return rest[:size]


def a_friend(stream: Stream, pool: Sequence[object], size: int) -> list[object]:
    """Fair, but the 18th of a long list is drawn about 30 % more often."""
    drawn = sample(stream, pool, size)
    if len(pool) == N and pool[17] not in drawn and stream.below(1_000) < 35:
        drawn[-1] = pool[17]
    return drawn


def in_blocks(stream: Stream, pool: Sequence[object], size: int) -> list[object]:
    """Systematic sampling: everyone equally likely, but neighbours always together."""
    start = stream.below(len(pool))
    return [pool[(start + place) % len(pool)] for place in range(size)]


@pytest.mark.parametrize(
    ("biased", "noticed"),
    [
        (swap_with_anyone, "objects"),
        (one_byte_modulo, "objects"),
        (never_the_last, "one object"),
        (a_friend, "one object"),
        (in_blocks, "neighbours"),
    ],
)
def test_a_biased_shuffle_is_noticed(
    monkeypatch: pytest.MonkeyPatch, biased: Callable[..., object], noticed: str
) -> None:
    monkeypatch.setattr(algorithm, "sample", biased)

    assert noticed in suspicions(observe(fixed("check", CHECK)))


def test_the_same_seed_for_every_second_draw_is_noticed() -> None:
    seeds = (seed for seed in fixed("twice", CHECK // 2) for _ in range(2))

    assert "draw after draw" in suspicions(observe(seeds))


def test_within_each_credit_class_everyone_is_equally_likely_and_the_quota_is_met() -> None:
    classes = "DDCCCCBBBBBBAAAAAAAA"
    objects = [make_object(number, credit_class=classes[number % len(classes)]) for number in range(N)]
    asked = make_parameters(objects_per_group=None, rates={"A": 50, "B": 100, "C": 200, "D": 500})
    planned = drawing.plan({**LIBRARIES, "objects": objects}, asked)
    counts: Counter[str] = Counter()
    for seed in fixed("strata", 2_000):
        drawn = algorithm.draw_objects(seed, planned)
        counts.update(drawn)

    assert planned.quotas == {"D": 10, "C": 8, "B": 6, "A": 4}
    for name, size in zip(drawing.CREDIT_CLASSES, (20, 40, 60, 80), strict=True):
        row = [counts[item["uid"]] for item in objects if item["credit_class"] == name]
        assert len(row) == size
        assert sum(row) == 2_000 * planned.quotas[name]
        assert spread(row, 2_000, planned.quotas[name]) < chi_square_bound(size - 1)


def test_with_recusal_every_permitted_dealing_is_equally_likely() -> None:
    # o1 must keep away from group 1 and o2 from group 2: o1 goes to 2 and o2 to 1, which leaves two dealings of o3 and
    # o4; with only o1 bound, three dealings are left.
    only_first = [frozenset({"o1"}), frozenset[str]()]
    uids, dealings = ["o1", "o2", "o3", "o4"], Counter[str]()
    for seed in fixed("recusal", 6_000):
        dealt = pair(seed, sample(Stream(seed, "objects/all"), uids, 4), only_first)
        dealings.update(["".join(dealt[1])])

    assert set(dealings) == {"o1o2", "o1o3", "o1o4"}
    assert sum((count - 2_000) ** 2 / 2_000 for count in dealings.values()) < 13.8  # chi-square, 2 degrees, 0.001


def test_leaders_and_members_are_drawn_alike_among_their_equals() -> None:
    officers = [make_officer(number, leader=number < 6) for number in range(OFFICERS)]
    asked = make_parameters(groups=GROUPS, leader_rule=True)
    led, served = Counter[str](), Counter[str]()
    for seed in fixed("leaders", 3_000):
        for leader, *members in algorithm.form_groups(seed, officers, asked):
            led[leader["uid"]] += 1
            served.update(member["uid"] for member in members)

    able, others = [row["uid"] for row in officers[:6]], [row["uid"] for row in officers[6:]]
    assert set(led) == set(able)
    assert spread([led[uid] for uid in able], 3_000, GROUPS) < chi_square_bound(5)
    assert largest_z([served[uid] for uid in others], 3_000, GROUPS / 9) < z_bound(6)


@pytest.mark.torture
@pytest.mark.req("INS-4.4")
def test_fifty_thousand_draws_with_fresh_seeds_show_no_bias_three_times_over() -> None:
    thrice = [suspicions(observe(fresh(TORTURE))) for _ in range(3)]

    assert set.intersection(*thrice) == set()
