"""Permissions, error codes, events and settings: each name once, in the right form, and described in the docs."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from zhijian.config import reference
from zhijian.config.environment import PROJECT, Environment
from zhijian.support.bus import services as bus
from zhijian.support.identity.permissions import DECLARED
from zhijian.support.identity.rules import Scope

DOCS = PROJECT / "docs"
SOURCE = PROJECT / "src" / "zhijian"

#: Errors that make their sentence themselves, from the place that is wrong.
MAKE_THEIR_SENTENCE = {"Malformed"}


def glossary_rows(heading: str) -> dict[str, str]:
    """Second column by first, of the table under a heading of the glossary."""
    text = (DOCS / "glossary.md").read_text("utf-8")
    _, found, rest = text.partition(f"{heading}\n")
    assert found, f"docs/glossary.md has no heading {heading}"
    section = re.split(r"\n#+ ", rest)[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", section, re.M))


def test_every_permission_stands_in_the_glossary_with_its_words_and_no_other_does() -> None:
    assert glossary_rows("## Permissions") == {name: one.label for name, one in DECLARED.items()}


def test_permissions_are_a_capability_and_a_verb() -> None:
    parts = {folder.name for folder in SOURCE.glob("*/*") if folder.is_dir()}

    for name in DECLARED:
        capability, _, verb = name.partition(".")
        assert capability in parts, name
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", verb), name


def test_every_permission_is_asked_for_somewhere_and_held_by_some_role() -> None:
    held = {
        name
        for role in json.loads((resources.files("zhijian.config") / "roles.json").read_bytes())
        for name in role["permissions"]
    }
    asked = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.name != "permissions.py")

    assert held == set(DECLARED)
    assert [name for name in DECLARED if f'"{name}"' not in asked] == []


def test_roles_give_each_permission_a_known_scope() -> None:
    roles = json.loads((resources.files("zhijian.config") / "roles.json").read_bytes())

    assert len({role["code"] for role in roles}) == len(roles)
    assert {scope for role in roles for scope in role["permissions"].values()} <= {scope.value for scope in Scope}


@pytest.mark.parametrize("enum", reference.enums(), ids=lambda enum: enum.__name__)
def test_every_enum_stands_in_the_glossary_with_its_words(enum: type) -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    heading = re.search(rf"^### \S+ `{enum.__name__}`$", text, re.M)
    assert heading, f"docs/glossary.md has no table of {enum.__name__}"

    rows = glossary_rows(heading.group(0))
    words = reference.labels(enum)
    assert set(rows) == {member.value for member in enum}
    assert not words or rows == words


def test_a_legal_term_has_one_name() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8").partition("## Permissions")[0]
    terms = re.findall(r"^\| (?!术语|---)([^|]+?) \|", text, re.M)

    assert len(terms) > 40
    assert len(terms) == len(set(terms))


def test_error_codes_are_unique_and_begin_with_the_part_that_raises_them() -> None:
    found = reference.errors()
    codes = [one.code for one in found]

    assert [code for code in codes if codes.count(code) > 1] == []
    for one in found:
        if reference.is_base(one):
            continue
        capability, _, reason = one.code.partition(".")
        assert capability in one.__module__.split("."), one
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", reason), one


def test_every_error_tells_its_user_a_chinese_sentence() -> None:
    """Each place that raises an error of the domain gives a message that has Chinese in it."""
    names = {one.__name__ for one in reference.errors()} - MAKE_THEIR_SENTENCE
    raising = re.compile(rf"raise (?:\w+\.)?({'|'.join(sorted(names))})\(\s*f?\"([^\"]+)\"")

    found = [
        (path, match.group(1), match.group(2))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        for match in raising.finditer(path.read_text("utf-8"))
    ]

    assert len(found) > 150
    assert [(str(path), name, text) for path, name, text in found if not re.search("[一-鿿]", text)] == []


def test_event_names_are_unique_past_facts_of_their_capability() -> None:
    found = reference.events()
    names = [one.name for one in found]

    assert len(names) == len(set(names))
    for one in found:
        capability, _, fact = one.name.partition(".")
        assert one.__module__ == f"zhijian.events.{capability}"
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", fact), one.name


def test_every_handler_waits_for_an_event_that_exists_and_every_event_is_published() -> None:
    names = {one.name for one in reference.events()}
    source = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if "events" not in path.parts)

    assert {name for name in bus.subscriptions() if not name.startswith("bustest.")} <= names
    assert [one.__name__ for one in reference.events() if not re.search(rf"\b{one.__name__}\(", source)] == []


def test_settings_are_described_and_nothing_else_reads_the_environment() -> None:
    assert [name for name, field in Environment.model_fields.items() if not field.description] == []
    reading = re.compile(r"os\.(environ|getenv)")
    elsewhere = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        and path.parts[len(SOURCE.parts)] != "config"
        and reading.search(path.read_text("utf-8"))
    ]
    assert elsewhere == []


def test_the_reference_page_is_what_the_program_holds() -> None:
    page: Path = DOCS / "reference.md"

    assert page.read_text("utf-8") == reference.page(), "run: make reference"
