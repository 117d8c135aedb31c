"""Making things findable."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from zhijian.kernel.text import search_tokens

_log = logging.getLogger(__name__)
MANY_KB = 512 * 1024
TIDIED_EVERY_S = 0.25


def vector(tokens: Iterable[str]) -> str:
    """A tsvector literal of lexemes, without positions; the database puts them in order and drops repeats."""
    kept = [token for token in tokens if token]
    text = "' '".join(kept)
    if "\\" in text or text.count("'") != 2 * (len(kept) - 1):
        text = "' '".join([token.replace("\\", "\\\\").replace("'", "''") for token in kept])
    return f"'{text}'" if kept else ""


def put(
    *,
    kind: str,
    subject: UUID,
    organisation: int,
    title: str,
    detail: str,
    link: str,
    name: str,
    codes: Iterable[str] = (),
    phones: Iterable[str] = (),
    weight: int = 0,
) -> None:
    """Make one thing findable by its name (any two characters, pinyin initials), codes and phone tails.

    organisation: id of the organisation whose scope it is in.  Replaces what was there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_searchentry (kind, subject, organisation_id, title, detail, link, weight, tokens) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s::tsvector) ON CONFLICT (kind, subject) DO UPDATE SET "
            "organisation_id = excluded.organisation_id, title = excluded.title, detail = excluded.detail, "
            "link = excluded.link, weight = excluded.weight, tokens = excluded.tokens",
            [
                kind,
                subject,
                organisation,
                title[:200],
                detail[:300],
                link,
                weight,
                vector(search_tokens(name, list(codes), list(phones))),
            ],
        )


def remove(*, kind: str, subject: UUID) -> None:
    """Make a thing unfindable."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchentry WHERE kind = %s AND subject = %s", [kind, subject])


@contextmanager
def sorted_in_beside() -> Iterator[None]:
    """While many entries are written, a connection of its own sorts them into the index.

    A GIN index first keeps new entries in a list; whoever fills it sorts them in. Here somebody else does that
    meanwhile, and the writer goes on. It goes around the writer's transactions. Fails it, the writer's own next entry
    sorts them in.
    """
    done = Event()
    beside = Thread(target=_sort_in, args=(connection.get_connection_params(), done), daemon=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('gin_pending_list_limit', %s, false)", [str(MANY_KB)])
    beside.start()
    try:
        yield
    finally:
        done.set()
        beside.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET gin_pending_list_limit")


def _sort_in(parameters: dict[str, Any], done: Event) -> None:
    is_last = False
    try:
        with psycopg.connect(**parameters | {"autocommit": True}) as own:
            while not is_last:
                is_last = done.wait(TIDIED_EVERY_S)
                own.execute("SELECT search_sort_in()")
    except psycopg.Error as error:
        _log.warning("new search entries were not sorted in beside: %s", error)
