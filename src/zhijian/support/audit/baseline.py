"""What stood in a table before the trail could see it: a column's value at its addition, rows older than the triggers.

A migration that adds a column fills it without firing a trigger. The columns that the trail knows stand as a comment
on the table's trigger; whatever a migration changed in them is recorded once, row by row, as the act ``baseline``.
"""

import json
from typing import Any

from django.db import models
from psycopg import sql

from zhijian.support.audit.names import ROW_ACTS
from zhijian.support.audit.tracking import masked_columns

Shape = dict[str, str]
"""Columns with their type, and whether they are masked."""

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)
"""

KNOWN = """
SELECT c.relname, obj_description(t.oid, 'pg_trigger')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'audit_insert' AND c.relname = ANY (%s)
"""

RECORD = """
INSERT INTO audit_auditleaf (transaction, at, "table", row, act, before, after, actor)
SELECT pg_current_xact_id()::text::bigint, clock_timestamp(), {name}, whole.j ->> {key}, 'baseline', NULL,
       audit_masked((SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(whole.j) e WHERE e.key = ANY ({columns})),
                    {masked}), audit_actor()
FROM (SELECT to_jsonb(t) j FROM {table} t OFFSET 0) whole
"""

RECORD_LACKING = """
WITH told AS (
    SELECT row AS key, audit_fold(after ORDER BY id) AS content
    FROM audit_auditleaf WHERE "table" = {name} AND act = ANY ({acts}) GROUP BY row
)
INSERT INTO audit_auditleaf (transaction, at, "table", row, act, before, after, actor)
SELECT pg_current_xact_id()::text::bigint, clock_timestamp(), {name}, lacking.key, 'baseline', NULL,
       audit_masked(lacking.content, {masked}), audit_actor()
FROM (
    SELECT told.key, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(whole.j) e
                       WHERE NOT told.content ? e.key) AS content
    FROM (SELECT to_jsonb(t) j FROM {table} t OFFSET 0) whole JOIN told ON told.key = whole.j ->> {key}
) lacking
WHERE lacking.content IS NOT NULL
"""


def shapes(cursor: Any, tracked: list[type[models.Model]]) -> dict[str, Shape]:
    """The columns of every tracked table as they are."""
    masked = {model._meta.db_table: set(masked_columns(model)) for model in tracked}
    found: dict[str, Shape] = {}
    cursor.execute(COLUMNS, [list(masked)])
    for table, column, kind in cursor.fetchall():
        found.setdefault(table, {})[column] = f"{kind} masked" if column in masked[table] else kind
    return found


def known_shapes(cursor: Any, tracked: list[type[models.Model]]) -> dict[str, Shape | None]:
    """The columns of every table with a trigger, as the trail knew them last; None where no trigger noted them yet."""
    cursor.execute(KNOWN, [[model._meta.db_table for model in tracked]])
    return {table: json.loads(note) if note else None for table, note in cursor.fetchall()}


def unseen_columns(now: Shape, known: Shape | None) -> list[str]:
    """Columns that are new, of another type or no longer masked since the trail looked last."""
    return [column for column, kind in now.items() if known is None or known.get(column) != kind]


def record(cursor: Any, model: type[models.Model], columns: list[str]) -> None:
    """Record these columns of every row as they stand."""
    cursor.execute(sql.SQL(RECORD).format(columns=sql.Literal(columns), **parts(model)))


def record_lacking(cursor: Any, model: type[models.Model]) -> None:
    """Record what the trail lacks of rows it knows: for tables whose columns were not noted from the beginning."""
    cursor.execute(sql.SQL(RECORD_LACKING).format(acts=sql.Literal(list(ROW_ACTS)), **parts(model)))


def parts(model: type[models.Model]) -> dict[str, sql.Composable]:
    """What statements about a table's rows and their records are composed of."""
    assert model._meta.pk is not None
    return {
        "name": sql.Literal(model._meta.db_table),
        "key": sql.Literal(model._meta.pk.column),
        "masked": sql.Literal(list(masked_columns(model))),
        "table": sql.Identifier(model._meta.db_table),
    }


def remember(cursor: Any, table: str, shape: Shape) -> None:
    """Note on the table's trigger which columns the trail knows from now on."""
    cursor.execute(
        sql.SQL("COMMENT ON TRIGGER audit_insert ON {table} IS {shape}").format(
            table=sql.Identifier(table), shape=sql.Literal(json.dumps(shape, sort_keys=True))
        )
    )
