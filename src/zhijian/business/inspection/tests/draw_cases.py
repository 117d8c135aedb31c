"""Made-up draws for the tests: one small by hand, and a thousand by number, the same in Python and TypeScript.

``python -m zhijian.business.inspection.tests.draw_cases`` writes ``draw_vectors.json`` anew; that is right only when
the published procedure itself has changed.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import Document, ObjectRow, OfficerRow, Parameters, algorithm
from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex

VECTORS: Final = Path(__file__).with_name("draw_vectors.json")
NUMBERED: Final = 1_300
WRITTEN_OUT: Final = 3
NONCES: Final = ("a1" * 32, "b2" * 32)


def make_object(number: int, **changed: Any) -> ObjectRow:
    """One object in operation."""
    row: dict[str, Any] = {
        "uid": f"obj-{number:06d}",
        "name": f"第{number}号餐饮店",
        "uscc": f"92320500MA{number:08d}",
        "credit_class": "B",
        "status": "1",
        "classes": ["CY"],
        "district": "城北所",
    }
    return row | changed  # type: ignore[return-value]


def make_officer(number: int, **changed: Any) -> OfficerRow:
    """One officer who may do everything."""
    row: dict[str, Any] = {
        "uid": f"off-{number:03d}",
        "name": f"执法员{number}",
        "organisation": "城北所",
        "certificate_number": f"3205{number:06d}",
        "certificate_valid_from": "2024-01-01",
        "certificate_valid_to": "2029-01-01",
        "specialities": ["食品"],
        "leader": True,
        "conflicts": [],
    }
    return row | changed  # type: ignore[return-value]


def make_parameters(**changed: Any) -> Parameters:
    """Two groups of two with three objects each."""
    parameters: dict[str, Any] = {
        "algorithm": drawing.FORMAT,
        "name": "2026年第二季度餐饮双随机抽查",
        "form": {"code": "CY-01", "hash": "f" * 64},
        "period_from": "2026-05-11",
        "period_until": "2026-07-01",
        "draw_on": "2026-05-08",
        "groups": 2,
        "officers_per_group": 2,
        "objects_per_group": 3,
        "rates": None,
        "leader_rule": False,
        "specialities": [],
        "excluded_objects": [],
        "excluded_officers": [],
    }
    return parameters | changed  # type: ignore[return-value]


def make_committed(
    *,
    objects: Sequence[ObjectRow] | None = None,
    officers: Sequence[OfficerRow] | None = None,
    nonces: Sequence[str] = NONCES,
    third: str | None = None,
    redraw_of: drawing.RedrawOf | None = None,
    committed_at: str = "2026-05-06T01:00:00Z",
    promised: drawing.PromisedValue | None = None,
    **parameters: Any,
) -> Document:
    """A committed draw; third: the nonce of a third person in place of a public value."""
    organisations = ("市场监督管理局", "司法局")
    usual: drawing.PromisedValue = {
        "source": "福利彩票双色球" if third is None else drawing.THIRD_PERSON,
        "identifier": "第2026051期",
        "notation": "六个红球由小到大加蓝球，两位数字，以一个空格分隔",
        "promised_at": "2026-05-07T13:15:00Z",
        "third_person": None
        if third is None
        else {"person": "丙", "organisation": "纪检监察组", "sha256": drawing.nonce_hash(third)},
    }
    return drawing.commit(
        libraries={
            "objects": list(objects if objects is not None else (make_object(n) for n in range(1, 21))),
            "officers": list(officers if officers is not None else (make_officer(n) for n in range(1, 9))),
        },
        parameters=make_parameters(**parameters),
        nonce_hashes=[
            {"person": person, "organisation": organisation, "sha256": drawing.nonce_hash(nonce)}
            for person, organisation, nonce in zip(("甲", "乙"), organisations, nonces, strict=True)
        ],
        promised_value=promised or usual,
        committed_at=committed_at,
        redraw_of=redraw_of,
    )


def make_seeded(
    *,
    value: str = "03 08 11 19 24 30 07",
    nonces: Sequence[str] = NONCES,
    third: str | None = None,
    **committed: Any,
) -> Document:
    """A draw whose seed is complete."""
    document = make_committed(nonces=nonces, third=third, **committed)
    return drawing.open_seed(
        document,
        public_value={
            "value": value if third is None else third,
            "source": document["promised_value"]["source"],
            "fetched_at": "2026-05-07T14:00:00Z",
            "signature": None,
        },
        nonces=nonces,
    )


#: quicknet, round 1000, as every drand node answers it.
ROUND: Final = 1000
RANDOMNESS: Final = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
SIGNATURE: Final = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
APPEARS: Final = "2023-08-23T15:59:24Z"


def make_beacon_drawn(*, identifier: str = str(ROUND), promised_at: str = APPEARS, **public: str) -> dict[str, Any]:
    """A finished draw whose public value was the drand network's; ``public`` changes what came of it."""
    document = make_committed(
        committed_at="2023-08-23T15:58:00Z",
        promised={
            "source": beacons.SOURCE,
            "identifier": identifier,
            "notation": beacons.NOTATION,
            "promised_at": promised_at,
            "third_person": None,
        },
    )
    value: Any = {"value": RANDOMNESS, "source": beacons.SOURCE, "fetched_at": promised_at, "signature": SIGNATURE}
    seeded = drawing.open_seed(document, public_value=value | public, nonces=NONCES)
    result = algorithm.draw_lots(seeded["libraries"], seeded["parameters"], str(seeded["seed"]))
    return deepcopy({**seeded, "result": result.to_json()})


def finish(document: Document) -> dict[str, Any]:
    """The finished document, as it comes out of a file: nothing shared with what it was made of."""
    finished: dict[str, Any] = deepcopy({**document, "result": drawing.draw(document).to_json()})
    return finished


def make_drawn(**seeded: Any) -> dict[str, Any]:
    """A finished draw."""
    return finish(make_seeded(**seeded))


def put(path: tuple[str | int, ...], value: object) -> Callable[[Any], None]:
    """A change that puts a value at a place of a document."""

    def forge(document: Any) -> None:
        *way, last = path
        for step in way:
            document = document[step]
        document[last] = value

    return forge


def chances(number: int) -> Iterator[int]:
    """xorshift32 (Marsaglia 2003): enough to make cases, written in three lines in any language."""
    state = (number * 2_654_435_761 + 1) & 0xFFFFFFFF
    while True:
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        yield state


def numbered_document(number: int) -> Document:
    """Draw ``number``: seeded, with every branch of the procedure among them."""
    chance = chances(number)

    def below(limit: int) -> int:
        return next(chance) % limit

    objects = [
        make_object(
            place, credit_class="ABCD"[below(4)], status="1111111114"[below(10)], classes=[("CY", "XS", "YP")[below(3)]]
        )
        for place in range(1, 13 + below(40))
    ]
    officers = [
        make_officer(
            place,
            leader=below(2) == 0,
            certificate_valid_from="2026-06-01" if below(15) == 0 else "2024-01-01",
            certificate_valid_to=(None, "2026-06-30", "2026-07-01", "2029-01-01")[min(below(9), 3)],
            specialities=["食品", "药品"][: 1 + below(2)],
            conflicts=[f"obj-{1 + below(len(objects)):06d}" for _ in range(below(3))],
        )
        for place in range(1, 13 + below(12))
    ]
    crowded = number % 10 == 0  # so much barred that a thousand dealings fail and the search must find one
    if crowded:
        for place, officer in enumerate(officers):
            officer["conflicts"] = [row["uid"] for at, row in enumerate(objects) if (at + place) % 4 == 0]
    by_rates = 2 if crowded else below(3)
    return make_seeded(
        objects=objects,
        officers=officers,
        nonces=(sha256_hex(f"甲 {number}".encode()), sha256_hex(f"乙 {number}".encode())),
        value=f"{below(1 << 30):08x}",
        third=sha256_hex(f"丙 {number}".encode()) if number % 7 == 0 else None,
        name=f'第{number}次"抽查"\\\n',
        groups=3 if crowded else (2, 2, 3, 4)[below(4)],
        officers_per_group=2 + below(2),
        objects_per_group=None if by_rates == 0 else 1 + below(7 if crowded else 4),
        rates=None if by_rates == 2 else {name: below(11) * 100 for name in "ABCD"},
        leader_rule=below(2) == 0,
        specialities=["药品"] if below(9) == 0 else [],
        excluded_objects=[{"uid": objects[below(len(objects))]["uid"], "reason": "本年度已检查"}],
        excluded_officers=[{"uid": officers[0]["uid"], "reason": "休假"}] if below(3) == 0 else [],
    )


def outcome(document: Document) -> str:
    """SHA-256 of the canonical result, or the kind of impossibility."""
    try:
        return sha256_hex(canonical_json(drawing.draw(document).to_json()))
    except drawing.DrawImpossible as error:
        return error.kind


def write_vectors() -> None:
    """Compute and write the vectors of both languages."""
    numbered = [numbered_document(number) for number in range(1, NUMBERED + 1)]
    rows = [[document["commitment"], document["seed"], outcome(document)] for document in numbered]
    finished = [
        finish(document) for document, row in zip(numbered, rows, strict=True) if len(row[2] or "") == len("f" * 64)
    ]
    lines = ",\n".join(json.dumps(row) for row in rows)
    documents = [*finished[:WRITTEN_OUT], make_beacon_drawn()]
    written_out = ",\n".join(json.dumps(document, ensure_ascii=False) for document in documents)
    VECTORS.write_text(f'{{"numbered": [\n{lines}\n],\n"documents": [\n{written_out}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    write_vectors()
