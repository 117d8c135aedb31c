"""Which group checks which object, so that nobody checks an object they must keep away from (回避)."""

from collections.abc import Iterable, Sequence
from typing import Final

from zhijian.business.inspection.rules.draw.impossible import DrawImpossible
from zhijian.business.inspection.rules.draw.stream import Stream, sample

TRIES: Final = 1_000


def capacities(objects: int, groups: int) -> list[int]:
    """Objects for each group: as equal as can be, the first groups one more."""
    least, more = divmod(objects, groups)
    return [least + (group < more) for group in range(groups)]


def pair(seed: bytes, drawn: Sequence[str], barred: Sequence[frozenset[str]]) -> list[list[str]]:
    """The drawn objects dealt to the groups, one list a group in ascending order.

    barred: for each group, the objects its officers must keep away from.  A whole dealing is thrown away as soon as it
    gives a group an object barred to it, so every permitted dealing stays equally likely.  Only when that failed
    ``TRIES`` times – nearly everything barred – are the bound objects placed by search, which finds a dealing whenever
    there is one but is not uniform.  Raises DrawImpossible when there is none.
    """
    room = capacities(len(drawn), len(barred))
    anywhere = frozenset().union(*barred)
    bound = [uid for uid in drawn if uid in anywhere]
    free = [uid for uid in drawn if uid not in anywhere]
    slots = [group for group, size in enumerate(room) for _ in range(size)]
    dealt = _deal(Stream(seed, "pairing"), slots, bound, barred)
    if dealt is not None:
        return _by_group(zip(bound + free, dealt, strict=True), len(room))
    stream = Stream(seed, "pairing/repair")
    placed = _search(stream, bound, barred, room)
    for group in placed.values():
        slots.remove(group)
    rest = sample(stream, slots, len(slots))
    return _by_group([*placed.items(), *zip(free, rest, strict=True)], len(room))


def _deal(
    stream: Stream, slots: Sequence[int], bound: Sequence[str], barred: Sequence[frozenset[str]]
) -> list[int] | None:
    size = len(slots)
    for _ in range(TRIES):
        order = list(slots)
        for place in range(size):
            other = place + stream.below(size - place)
            order[place], order[other] = order[other], order[place]
            if place < len(bound) and bound[place] in barred[order[place]]:
                break
        else:
            return order
    return None


def _search(
    stream: Stream, bound: Sequence[str], barred: Sequence[frozenset[str]], room: Sequence[int]
) -> dict[str, int]:
    """A group for every bound object, by augmenting paths (Kuhn), each trying the groups in its own random order."""
    wishes = {uid: sample(stream, range(len(room)), len(room)) for uid in bound}
    held: list[list[str]] = [[] for _ in room]

    def place(uid: str, seen: set[int]) -> bool:
        for group in wishes[uid]:
            if group in seen or uid in barred[group]:
                continue
            seen.add(group)
            if len(held[group]) < room[group]:
                held[group].append(uid)
                return True
            for position, other in enumerate(held[group]):
                if place(other, seen):
                    held[group][position] = uid
                    return True
        return False

    for uid in bound:
        if not place(uid, set()):
            raise DrawImpossible(
                f"因回避关系，检查对象 {uid} 无法分给任何一组，请增加组数或者调整人员名录后重抽。", kind="no_pairing"
            )
    return {uid: group for group, uids in enumerate(held) for uid in uids}


def _by_group(pairs: Iterable[tuple[str, int]], groups: int) -> list[list[str]]:
    dealt: list[list[str]] = [[] for _ in range(groups)]
    for uid, group in pairs:
        dealt[group].append(uid)
    return [sorted(each) for each in dealt]
