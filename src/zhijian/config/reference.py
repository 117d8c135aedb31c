"""What the living program holds of errors, events, permissions, enums and settings, and the page that lists them."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from typing import TypeVar

import zhijian
from zhijian.config.environment import Environment
from zhijian.events import Event
from zhijian.kernel.errors import DomainError

C = TypeVar("C")

LEFT_OUT = (".tests", ".migrations", "__main__", "zhijian.config.testing", "zhijian.config.wsgi")
"""Modules that are no part of the running program, or that begin something when they are imported."""
WITHOUT_TERMS = ("zhijian.demo", "zhijian.config")
"""Their enums are words of the made-up world or of the command line, not terms of the trade."""

HEAD = """# Errors, events, settings

Made by `make reference` from the program itself; do not edit. Permissions, states and legal terms stand in
`glossary.md`.
"""


def load_everything() -> None:
    """Import every module of the program, so that every class is there."""
    for module in pkgutil.walk_packages(zhijian.__path__, "zhijian."):
        if not any(part in module.name for part in LEFT_OUT):
            importlib.import_module(module.name)


def _below(root: type[C]) -> Iterator[type[C]]:
    for child in root.__subclasses__():
        if child.__module__.startswith("zhijian.") and ".tests" not in child.__module__:
            yield child
            yield from _below(child)


def errors() -> list[type[DomainError]]:
    """Every error of the program that has a code of its own, by code."""
    load_everything()
    found = (one for one in set(_below(DomainError)) if "code" in vars(one))
    return sorted(found, key=lambda one: (one.code, one.__module__))


def events() -> list[type[Event]]:
    """Every event, by name."""
    load_everything()
    return sorted(set(_below(Event)), key=lambda one: one.name)


def enums() -> list[type[StrEnum]]:
    """Every enum of the trade, by module and name."""
    load_everything()
    found = (one for one in set(_below(StrEnum)) if not one.__module__.startswith(WITHOUT_TERMS))
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def labels(enum: type[StrEnum]) -> dict[str, str]:
    """Chinese words by value: the property ``label``, or the table beside the enum; empty when it has no words."""
    if hasattr(enum, "label"):
        return {member.value: member.label for member in enum}
    module = importlib.import_module(enum.__module__)
    for table in vars(module).values():
        if isinstance(table, dict) and set(table) == set(enum) and all(type(word) is str for word in table.values()):
            return {member.value: table[member] for member in enum}
    return {}


def _sentence(thing: type[object]) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()).replace("|", "／")


def _setting_rows() -> Iterator[str]:
    for name, field in Environment.model_fields.items():
        alias = field.validation_alias
        variable = alias if isinstance(alias, str) else f"ZHIJIAN_{name.upper()}"
        yield f"| `{variable}` | {field.description or ''} |"


def _event_fields(event: type[Event]) -> str:
    common = {field.name for field in fields(Event)}
    return "、".join(f"`{field.name}`" for field in fields(event) if field.name not in common)


def page() -> str:
    """The reference page, as Markdown."""
    lines = [HEAD, "## Errors", "", "| code | status | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{one.code}` | {one.status} | {_sentence(one)} |" for one in errors()]
    lines += ["", "## Events", "", "| name | meaning | fields of its own |", "| --- | --- | --- |"]
    lines += [f"| `{one.name}` | {_sentence(one)} | {_event_fields(one)} |" for one in events()]
    lines += ["", "## Settings", "", "| variable | meaning |", "| --- | --- |", *_setting_rows()]
    return "\n".join(lines) + "\n"


def is_base(error: type[DomainError]) -> bool:
    """Whether an error is one of the kernel's kinds, which carry a plain code."""
    return error.__module__ == "zhijian.kernel.errors"
