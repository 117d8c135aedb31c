"""Everything recomputed from the document alone, check by check, in the order in which a forger would be caught."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules.beacons import QUICKNET
from zhijian.business.inspection.rules.draw import sealing
from zhijian.business.inspection.rules.draw.algorithm import Result, draw_lots
from zhijian.business.inspection.rules.draw.document import Document, PromisedValue, PublicValue, moment_text
from zhijian.business.inspection.rules.draw.impossible import DrawImpossible
from zhijian.business.inspection.rules.draw.reader import Malformed
from zhijian.business.inspection.rules.draw.reading import read_document
from zhijian.kernel.errors import Conflict
from zhijian.kernel.hashes import sha256_hex

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: a stable name, the outcome, and a sentence for the reader."""

    name: str
    ok: bool
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks in order; ``ok`` only when every one holds."""

    ok: bool
    checks: tuple[Check, ...]

    @property
    def first_failure(self) -> Check | None:
        """The first check that does not hold."""
        return next((check for check in self.checks if not check.ok), None)


class DrawNotReady(Conflict):
    """The document does not yet, or no longer, hold together; the fact ``check`` names what is wrong."""

    code = "inspection.draw_not_ready"


def draw(document: object) -> Result:
    """Draw from a document whose seed is complete; ``result`` is not looked at.

    Raises Malformed, DrawNotReady when any hash, nonce or moment does not fit, DrawImpossible.
    """
    read = read_document(document)
    for check in _seed_checks(read):
        if not check.ok:
            raise DrawNotReady(check.message, check=check.name)
    return draw_lots(read["libraries"], read["parameters"], cast(str, read["seed"]))


def verify(document: object, *, published_commitment: str | None = None) -> Verification:
    """Recompute a finished draw.  Never raises, whatever the JSON.

    published_commitment: the commitment as the reader noted it before the seed existed.  Only with it can a draw that
    was made anew from scratch – new nonces, new commitment, pleasing result – be told from the one announced.
    """
    try:
        read = read_document(document)
    except Malformed as error:
        return _verification([Check("format", False, error.message)])
    checks = [Check("format", True, "文件符合公布的格式。"), *_published(read, published_commitment)]
    checks += _seed_checks(read)
    checks.append(_check_result(read))
    return _verification(checks)


def verify_commitment(document: object, *, published_commitment: str | None = None) -> Verification:
    """Check what is published before the draw: libraries, parameters and commitment.  Never raises."""
    try:
        read = read_document(document)
    except Malformed as error:
        return _verification([Check("format", False, error.message)])
    checks = [Check("format", True, "文件符合公布的格式。"), *_published(read, published_commitment)]
    return _verification([*checks, *_commitment_checks(read)])


def verify_file(path: str | Path, *, published_commitment: str | None = None) -> Verification:
    """``verify`` on a JSON file.  Never raises for what the file holds, nor when it cannot be read."""
    try:
        document = json.loads(Path(path).read_bytes(), object_pairs_hook=_without_doubles)
    except OSError as error:
        return _verification([Check("file", False, f"无法读取文件：{error.strerror or error}。")])
    except (ValueError, RecursionError):
        return _verification([Check("file", False, "文件不是正确的 JSON，或者有字段重复，请重新下载后再验证。")])
    return verify(document, published_commitment=published_commitment)


def _published(document: Document, noted: str | None) -> Iterator[Check]:
    if noted is not None:
        same = document["commitment"] == noted.strip().lower()
        yield _check(
            "published_commitment",
            same,
            "承诺值与事先公布的一致。",
            "承诺值与事先公布的不同：这不是当初公告的那次抽取。",
        )


def _commitment_checks(document: Document) -> Iterator[Check]:
    written, computed = document["fingerprints"], sealing.fingerprints(document["libraries"])
    for name, same, label in (
        ("objects", written["objects"] == computed["objects"], "检查对象名录"),
        ("officers", written["officers"] == computed["officers"], "执法人员名录"),
    ):
        yield _check(f"fingerprints.{name}", same, f"{label}与指纹一致。", f"{label}与指纹不一致：名录在公布后被改动。")
    same = sealing.commitment(document) == document["commitment"]
    yield _check("commitment", same, "承诺值一致。", "承诺值不一致：指纹、参数或者约定在公布后被改动。")
    first, second = document["nonce_hashes"]
    apart = first["person"] != second["person"] and first["organisation"] != second["organisation"]
    third = document["promised_value"]["third_person"]
    if third is not None:
        apart = apart and third["person"] not in (first["person"], second["person"])
    yield _check("persons", apart, "随机数由不同单位的两人提供。", "随机数应由不同单位的两人提供，第三人应当另有其人。")
    before = document["committed_at"] < document["promised_value"]["promised_at"]
    yield _check("committed_before", before, "承诺早于公共随机值。", "承诺不早于公共随机值产生的时间，承诺没有意义。")
    if document["promised_value"]["source"] == beacons.SOURCE:
        yield _check(
            "promised_round",
            _names_its_round(document["promised_value"]),
            "约定的轮次与产生时间相符。",
            "约定的 drand 轮次不在约定的时间产生：该轮的值可能早已公开。",
        )


def _names_its_round(promised: PromisedValue) -> bool:
    round_ = beacons.round_of(promised["identifier"])
    return round_ is not None and moment_text(QUICKNET.moment_of(round_)) == promised["promised_at"]


def _seed_checks(document: Document) -> Iterator[Check]:
    yield from _commitment_checks(document)
    public, nonces, written = document["public_value"], document["nonces"], document["seed"]
    if public is None or nonces is None or written is None:
        yield Check("seed", False, "种子尚未齐备：公共随机值、两人的随机数和种子应全部公开。")
        return
    promised = document["promised_value"]
    fits = public["source"] == promised["source"] and public["fetched_at"] >= promised["promised_at"]
    third = promised["third_person"]
    if third is not None:
        fits = fits and sealing.is_nonce(public["value"]) and sealing.nonce_hash(public["value"]) == third["sha256"]
    yield _check("public_value", fits, "公共随机值符合事先的约定。", "公共随机值与事先约定的来源、时间或者摘要不符。")
    if promised["source"] == beacons.SOURCE:
        yield _check(
            "signature",
            _is_signed(promised, public),
            "公共随机值由 drand 的签名证明。",
            "公共随机值不是 drand 约定轮次的值：签名无效，或者与数值不符。",
        )
    promises = document["nonce_hashes"]
    opened = all(
        sealing.is_nonce(nonce) and sealing.nonce_hash(nonce) == promise["sha256"]
        for nonce, promise in zip(nonces, promises, strict=True)
    )
    yield _check(
        "nonces", opened, "两人的随机数与事先公布的摘要一致。", "随机数与事先公布的摘要不一致，或者不足 32 字节。"
    )
    same = sealing.seed(document["commitment"], public["value"], nonces) == written
    yield _check("seed", same, "种子一致。", "种子不一致：不是由承诺值、公共随机值和两个随机数算出的。")


def _is_signed(promised: PromisedValue, public: PublicValue) -> bool:
    round_, signature = beacons.round_of(promised["identifier"]), public["signature"]
    if round_ is None or signature is None or not QUICKNET.has_signed(round_, signature):
        return False
    return public["value"] == sha256_hex(bytes.fromhex(signature))


def _check_result(document: Document) -> Check:
    if document["seed"] is None:
        return Check("result", False, "种子尚未齐备，无法重算结果。")
    try:
        expected = draw_lots(document["libraries"], document["parameters"], document["seed"]).to_json()
    except DrawImpossible as error:
        return Check("result", False, f"按公布的名录和参数抽不出结果：{error.message}")
    difference = _first_difference(expected, document["result"], "result")
    if difference is None:
        return Check("result", True, "重算结果与公布结果完全一致。")
    return Check("result", False, difference)


def _first_difference(expected: object, given: object, path: str) -> str | None:
    """A sentence on the first place where both differ, walking along ``expected``, whose depth is known."""
    if type(expected) is not type(given):
        return _differs(path, expected, given)
    if isinstance(expected, dict) and isinstance(given, dict):
        if expected.keys() != given.keys():
            return f"结果不一致，第一处不同：{path} 的字段应为 {'、'.join(expected)}。"
        pairs = [(expected[name], given[name], f"{path}.{name}") for name in expected]
    elif isinstance(expected, list) and isinstance(given, list):
        pairs = [(each, other, f"{path}[{place}]") for place, (each, other) in enumerate(zip(expected, given))]  # noqa: B905
    else:
        return None if expected == given else _differs(path, expected, given)
    for each, other, place in pairs:
        if found := _first_difference(each, other, place):
            return found
    if len(expected) != len(given):
        return f"结果不一致，第一处不同：{path} 应有 {len(expected)} 项，文件中有 {len(given)} 项。"
    return None


def _differs(path: str, expected: object, given: object) -> str:
    return f"结果不一致，第一处不同：{path} 应为 {_shown(expected)}，文件中为 {_shown(given)}。"


def _shown(value: object) -> str:
    """A value for a message, short and printable whatever it is."""
    if isinstance(value, str):
        return value[:_SHOWN].encode("utf-8", "backslashreplace").decode()
    if value is None:
        return "空"
    if isinstance(value, int) and abs(value) < 1 << 53:
        return str(value)
    return "其他类型的值"


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of the file; one name twice would let two readers see two documents."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("field given twice")
    return found


def _check(name: str, ok: bool, yes: str, no: str) -> Check:
    return Check(name, ok, yes if ok else no)


def _verification(checks: list[Check]) -> Verification:
    return Verification(all(check.ok for check in checks), tuple(checks))
