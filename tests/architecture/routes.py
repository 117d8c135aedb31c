"""The list of what is public, and every route of the living program."""

from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

LIST = Path(__file__).with_name("public_routes.txt")


def public_operations() -> dict[str, str]:
    """Why each public operation is public, by operationId."""
    lines = LIST.read_text("utf-8").splitlines()
    rows = (line.partition(" ") for line in lines if line.strip() and not line.startswith("#"))
    return {name: reason.strip() for name, _, reason in rows}


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every pattern that Django resolves, with the whole address as written."""
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _below(entry, address)
        else:
            yield address, entry
