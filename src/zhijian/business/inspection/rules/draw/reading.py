"""The reader of a published document, which trusts nothing.

``read_document`` checks every field and refuses unknown ones, so all that follows works on values of the right type.
Identifiers, which end up in an order, are ASCII, so that every language sorts them alike.
"""

import re
from collections.abc import Iterable
from operator import lt
from typing import Final, cast

from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules.beacons import SOURCE as DRAND
from zhijian.business.inspection.rules.draw import reader
from zhijian.business.inspection.rules.draw.document import (
    CREDIT_CLASSES,
    FORMAT,
    THIRD_PERSON,
    Document,
    Exclusion,
    Fingerprints,
    Form,
    Libraries,
    NonceHash,
    ObjectRow,
    OfficerRow,
    Parameters,
    PromisedValue,
    PublicValue,
    RedrawOf,
)
from zhijian.business.inspection.rules.draw.reader import Malformed

MAX_OBJECTS: Final = 1_000_000
MAX_OFFICERS: Final = 100_000
MAX_GROUPS: Final = 500

_UID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,63}")
_STATUSES = frozenset("1234569")
_OBJECT_KEYS = frozenset(ObjectRow.__annotations__)


def read_document(value: object) -> Document:
    """The document, after every field was looked at.  Raises Malformed with the path of the first wrong field.

    ``result`` is passed through unread: it is only ever compared with what was computed.
    """
    top = reader.record(value, Document.__annotations__, "")
    if top["format"] != FORMAT:
        raise Malformed("format", f"应为 {FORMAT}")
    libraries = reader.record(top["libraries"], Libraries.__annotations__, "libraries")
    objects = read_objects(libraries["objects"])
    officers = read_officers(libraries["officers"])
    fingerprints = reader.record(top["fingerprints"], Fingerprints.__annotations__, "fingerprints")
    for name in Fingerprints.__annotations__:
        reader.sha256(fingerprints[name], f"fingerprints.{name}")
    parameters = read_parameters(top["parameters"])
    _known(parameters["excluded_objects"], (row["uid"] for row in objects), "parameters.excluded_objects")
    _known(parameters["excluded_officers"], (row["uid"] for row in officers), "parameters.excluded_officers")
    for position, row in enumerate(reader.pair(top["nonce_hashes"], "nonce_hashes")):
        _read_nonce_hash(row, f"nonce_hashes[{position}]")
    _read_promised_value(top["promised_value"])
    reader.moment(top["committed_at"], "committed_at")
    _read_redraw_of(top["redraw_of"])
    reader.sha256(top["commitment"], "commitment")
    _read_seed_parts(top)
    return cast(Document, top)


def read_objects(value: object) -> list[ObjectRow]:
    """The object library, in strictly ascending order of uid.  Raises Malformed.

    Read column by column: a city has hundreds of thousands of objects, and a look at each value apart takes seconds.
    """
    path = "libraries.objects"
    given = reader.rows(value, MAX_OBJECTS, path)
    for position, row in enumerate(given):
        if type(row) is not dict or row.keys() != _OBJECT_KEYS:
            reader.record(row, ObjectRow.__annotations__, f"{path}[{position}]")
    rows = cast(list[ObjectRow], given)
    _read_uids([row["uid"] for row in rows], path)
    reader.column([row["name"] for row in rows], path, "name")
    reader.column([row["uscc"] for row in rows], path, "uscc", least=0)
    reader.column([row["district"] for row in rows], path, "district", least=0)
    reader.chosen([row["credit_class"] for row in rows], frozenset(CREDIT_CLASSES), path, "credit_class")
    reader.chosen([row["status"] for row in rows], _STATUSES, path, "status")
    reader.lists([row["classes"] for row in rows], path, "classes")
    return rows


def read_officers(value: object) -> list[OfficerRow]:
    """The officer library, in strictly ascending order of uid.  Raises Malformed."""
    rows = reader.rows(value, MAX_OFFICERS, "libraries.officers")
    uids: list[str] = []
    for position, row in enumerate(rows):
        path = f"libraries.officers[{position}]"
        officer = reader.record(row, OfficerRow.__annotations__, path)
        uids.append(read_uid(officer["uid"], f"{path}.uid"))
        for field in ("name", "organisation", "certificate_number"):
            reader.text(officer[field], f"{path}.{field}")
        reader.day(officer["certificate_valid_from"], f"{path}.certificate_valid_from")
        if officer["certificate_valid_to"] is not None:
            reader.day(officer["certificate_valid_to"], f"{path}.certificate_valid_to")
        reader.texts(officer["specialities"], f"{path}.specialities")
        reader.flag(officer["leader"], f"{path}.leader")
        for place, conflict in enumerate(reader.rows(officer["conflicts"], MAX_OBJECTS, f"{path}.conflicts")):
            read_uid(conflict, f"{path}.conflicts[{place}]")
    _read_uids(uids, "libraries.officers")
    return cast(list[OfficerRow], rows)


def read_parameters(value: object) -> Parameters:
    """The parameters of a draw.  Raises Malformed."""
    given = reader.record(value, Parameters.__annotations__, "parameters")
    if given["algorithm"] != FORMAT:
        raise Malformed("parameters.algorithm", f"应为 {FORMAT}")
    reader.text(given["name"], "parameters.name")
    form = reader.record(given["form"], Form.__annotations__, "parameters.form")
    reader.text(form["code"], "parameters.form.code")
    reader.sha256(form["hash"], "parameters.form.hash")
    start = reader.day(given["period_from"], "parameters.period_from")
    until = reader.day(given["period_until"], "parameters.period_until")
    draw_on = reader.day(given["draw_on"], "parameters.draw_on")
    if not (start < until and draw_on < until):
        raise Malformed("parameters.period_until", "应晚于检查开始日和抽取日")
    reader.whole(given["groups"], 1, MAX_GROUPS, "parameters.groups")
    reader.whole(given["officers_per_group"], 2, 20, "parameters.officers_per_group")
    _read_amounts(given)
    reader.flag(given["leader_rule"], "parameters.leader_rule")
    reader.texts(given["specialities"], "parameters.specialities")
    for name in ("excluded_objects", "excluded_officers"):
        for position, row in enumerate(reader.rows(given[name], MAX_OBJECTS, f"parameters.{name}")):
            path = f"parameters.{name}[{position}]"
            exclusion = reader.record(row, Exclusion.__annotations__, path)
            read_uid(exclusion["uid"], f"{path}.uid")
            reader.text(exclusion["reason"], f"{path}.reason")
    return cast(Parameters, given)


def read_uid(value: object, path: str) -> str:
    """An identifier: ASCII, 1–64 characters.  Raises Malformed."""
    if type(value) is not str or not _UID.fullmatch(value):
        raise Malformed(path, "应为 1 至 64 个字母、数字或 . _ : - 组成的编号")
    return value


def _read_uids(uids: list[str], path: str) -> None:
    reader.column(uids, path, "uid")
    if not all(map(_UID.fullmatch, uids)):
        for position, uid in enumerate(uids):
            read_uid(uid, f"{path}[{position}].uid")
    if not all(map(lt, uids, uids[1:])):
        position = next(place for place in range(1, len(uids)) if uids[place] <= uids[place - 1])
        raise Malformed(f"{path}[{position}].uid", "没有按编号从小到大排列，或者重复")


def _read_amounts(given: dict[str, object]) -> None:
    count, rates = given["objects_per_group"], given["rates"]
    if count is None and rates is None:
        raise Malformed("parameters.objects_per_group", "每组对象数与抽取比例至少应给出一项")
    if count is not None:
        reader.whole(count, 1, 10_000, "parameters.objects_per_group")
    if rates is not None:
        by_class = reader.record(rates, CREDIT_CLASSES, "parameters.rates")
        for name in CREDIT_CLASSES:
            reader.whole(by_class[name], 0, 1_000, f"parameters.rates.{name}")


def _known(exclusions: list[Exclusion], library: Iterable[str], path: str) -> None:
    if not exclusions:
        return
    uids, seen = frozenset(library), set[str]()
    for position, exclusion in enumerate(exclusions):
        if exclusion["uid"] not in uids or exclusion["uid"] in seen:
            raise Malformed(f"{path}[{position}].uid", "不在名录中，或者重复")
        seen.add(exclusion["uid"])


def _read_nonce_hash(value: object, path: str) -> None:
    given = reader.record(value, NonceHash.__annotations__, path)
    reader.text(given["person"], f"{path}.person")
    reader.text(given["organisation"], f"{path}.organisation")
    reader.sha256(given["sha256"], f"{path}.sha256")


def _read_promised_value(value: object) -> None:
    given = reader.record(value, PromisedValue.__annotations__, "promised_value")
    for name in ("source", "identifier", "notation"):
        reader.text(given[name], f"promised_value.{name}")
    reader.moment(given["promised_at"], "promised_value.promised_at")
    if (given["source"] == THIRD_PERSON) != (given["third_person"] is not None):
        raise Malformed("promised_value.third_person", f"当且仅当来源为 {THIRD_PERSON} 时填写")
    if given["third_person"] is not None:
        _read_nonce_hash(given["third_person"], "promised_value.third_person")


def _read_redraw_of(value: object) -> None:
    if value is None:
        return
    given = reader.record(value, RedrawOf.__annotations__, "redraw_of")
    reader.sha256(given["commitment"], "redraw_of.commitment")
    for name in ("reason", "requested_by", "approved_by"):
        reader.text(given[name], f"redraw_of.{name}")
    if given["requested_by"] == given["approved_by"]:
        raise Malformed("redraw_of.approved_by", "批准人不得与申请人相同")


def _read_signature(public: dict[str, object]) -> None:
    signature, path = public["signature"], "public_value.signature"
    if (public["source"] == DRAND) != (signature is not None):
        raise Malformed(path, f"当且仅当来源为 {DRAND} 时填写")
    if signature is not None and not beacons.SIGNATURE.fullmatch(reader.text(signature, path)):
        raise Malformed(path, "应为 96 位小写十六进制")


def _read_seed_parts(top: dict[str, object]) -> None:
    if top["public_value"] is not None:
        public = reader.record(top["public_value"], PublicValue.__annotations__, "public_value")
        reader.text(public["value"], "public_value.value")
        reader.text(public["source"], "public_value.source")
        reader.moment(public["fetched_at"], "public_value.fetched_at")
        _read_signature(public)
    if top["nonces"] is not None:
        for position, nonce in enumerate(reader.pair(top["nonces"], "nonces")):
            reader.text(nonce, f"nonces[{position}]")
    if top["seed"] is not None:
        reader.sha256(top["seed"], "seed")
