"""Capabilities meet only at services, queries and types, and at the few further doors that are listed here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from zhijian.config.environment import PROJECT

SOURCE = PROJECT / "src" / "zhijian"
FLOORS = {"support", "data", "business", "faces"}
ALWAYS = {"services", "queries", "types"}

#: What a part offers beside these, and why (decision 0013).
DOORS = {
    "support.identity": {
        "access": "`within`, from which every part makes its own scope",
        "http_auth": "how a route says who may call it",
        "permissions": "declaring permissions",
        "rules": "the enum of scopes",
        "models": "keys to people and organisations",
    },
    "support.search": {"kinds": "declaring what can be found"},
    "support.evidence": {
        "subjects": "declaring what evidence belongs to",
        "store": "the bytes of papers",
        "rules": "the enum of kinds",
    },
    "support.documents": {"in_force": "declaring which papers are not voided alone"},
    "support.forms": {"engine": "the pure engine, which has no rows"},
    "support.worklist": {"rules": "the enum of kinds"},
    "support.numbering": {"rules": "shapes of numbers"},
    "support.notices": {"rules": "texts of messages"},
    "support.outbound": {"fetch": "the one client of other systems", "Destination": "the same"},
    "data.exchange": {
        "importers": "declaring what can be imported",
        "workbooks": "writing workbooks in which text stays text",
        "rules": "the enum of outcomes",
        "dates": "reading days as people write them",
    },
    "data.registry": {
        "access": "scope and errors of entities for the capabilities above",
        "models": "keys to entities",
        "rules": "the enums of entities",
    },
}

#: Tables of a lower floor are keys here: named by a foreign key, joined and filtered, never written.
WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create", "update_or_create"}


@dataclass(frozen=True)
class Import:
    """One name that a module takes from another part."""

    path: Path
    part: str
    of: str
    door: str


def part_of(module: str) -> str | None:
    pieces = module.split(".")
    return ".".join(pieces[1:3]) if len(pieces) > 2 and pieces[0] == "zhijian" and pieces[1] in FLOORS else None


def names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@cache
def imports() -> tuple[Import, ...]:
    """Every import of the program that crosses from one part into another; benchmarks make rows in bulk and do."""
    found = []
    for path in SOURCE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts) or "bench" in {path.stem, path.parent.name}:
            continue
        mine = part_of("zhijian." + ".".join(path.relative_to(SOURCE).parts))
        for name in names_in(ast.parse(path.read_text("utf-8"))) if mine else ():
            other = part_of(name)
            if other and other != mine:
                assert mine is not None
                found.append(Import(path, mine, other, [*name.split("."), ""][3]))
    return tuple(found)


def test_parts_meet_only_at_their_doors() -> None:
    wrong = [
        f"{one.path.relative_to(SOURCE)} takes {one.of}.{one.door}"
        for one in imports()
        if one.door not in ALWAYS | set(DOORS.get(one.of, {}))
    ]

    assert len(imports()) > 300
    assert wrong == []


def test_every_listed_door_is_used() -> None:
    """A door that nobody needs any more is closed."""
    used = {(one.of, one.door) for one in imports()}

    assert [(part, door) for part, doors in DOORS.items() for door in doors if (part, door) not in used] == []


def test_the_edge_takes_no_tables_of_others() -> None:
    edges = {"api", "tasks", "handlers", "types"}

    def place(path: Path) -> str:
        return path.relative_to(SOURCE).with_suffix("").parts[2]

    assert [str(one.path) for one in imports() if one.door == "models" and place(one.path) in edges] == []


@pytest.mark.parametrize("part", ["support.identity", "data.registry"])
def test_tables_of_a_lower_floor_are_read_and_never_written_from_above(part: str) -> None:
    """Whoever wants a person or an entity changed asks the part that owns them."""
    wrong = []
    for path in {one.path for one in imports() if one.of == part and one.door == "models"}:
        tree = ast.parse(path.read_text("utf-8"))
        theirs = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == f"zhijian.{part}.models"
            for alias in node.names
        }
        wrong += [
            f"{path.relative_to(SOURCE)}:{call.lineno} {ast.unparse(call.func)}"
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in WRITES
            and _root(call.func) in theirs
        ]

    assert wrong == []


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""
