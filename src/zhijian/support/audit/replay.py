"""Compares every row of every tracked table with what the trail recorded of it last: a change behind its back shows.

One statement per table sees records and rows of the same moment, so that writers need not wait and nothing that is
being written shows as a difference. The database folds and joins; what comes out is one line per table.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection, models
from psycopg import sql

from zhijian.support.audit.baseline import parts
from zhijian.support.audit.names import ROW_ACTS, column_label, table_label
from zhijian.support.audit.tracking import tracked_models

MOST_COLUMNS_NAMED = 5

COMPARE = """
WITH told AS (
    SELECT row AS key, audit_fold(after ORDER BY id) AS content, max(id) AS leaf,
           coalesce(max(id) FILTER (WHERE act = 'delete') = max(id), false) AS is_gone
    FROM audit_auditleaf WHERE "table" = {name} AND act = ANY ({acts})
    GROUP BY row
), stands AS (
    SELECT whole.j ->> {key} AS key, audit_masked(whole.j, {masked}) AS content
    FROM (SELECT to_jsonb(t) j FROM {table} t OFFSET 0) whole
), unlike AS (
    SELECT key, told.leaf,
           CASE WHEN stands.key IS NULL THEN 'missing' WHEN told.key IS NULL OR told.is_gone THEN 'unrecorded'
                ELSE 'changed' END AS how,
           (SELECT array_agg(e.key ORDER BY e.key) FROM jsonb_each(stands.content) e
             WHERE told.content -> e.key IS DISTINCT FROM e.value) AS columns
    FROM told FULL JOIN stands USING (key)
    WHERE (NOT coalesce(told.is_gone, true)) <> (stands.key IS NOT NULL)
       OR (stands.key IS NOT NULL AND told.content <> stands.content)
), found AS (
    SELECT * FROM unlike WHERE how <> 'changed' OR columns IS NOT NULL
)
SELECT key, how, coalesce(columns, ARRAY[]::text[]), leaf, (SELECT count(*) FROM found)
FROM found ORDER BY length(key), key LIMIT 1
"""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first record of a table that is not as the trail left it, and how many there are in this table.

    how: ``changed`` (in ``columns``), ``missing`` (deleted) or ``unrecorded`` (put in).  leaf: the last record of the
    trail on this row, if any.
    """

    table: str
    row: str
    how: Literal["changed", "missing", "unrecorded"]
    columns: tuple[str, ...]
    leaf: int | None
    count: int

    def sentence(self) -> str:
        """Which record, and what happened to it, in Chinese."""
        record = f"「{table_label(self.table)}」（{self.table}）中标识为 {self.row} 的记录"
        if self.how == "missing":
            return f"{record}被绕过审计删除"
        if self.how == "unrecorded":
            return f"{record}是绕过审计加入的"
        named = "".join(f"「{column_label(name)}」" for name in self.columns[:MOST_COLUMNS_NAMED])
        more = f"等 {len(self.columns)} 项" if len(self.columns) > MOST_COLUMNS_NAMED else ""
        return f"{record}的{named}{more}被绕过审计改动"


def differences() -> list[Difference]:
    """The tables whose rows are not as the trail left them, in the order of their names.

    Masked columns are compared as the trail holds them: filled or empty.
    """
    compared = map(_compare, sorted(tracked_models(), key=lambda one: one._meta.db_table))
    return [difference for difference in compared if difference is not None]


def _compare(model: type[models.Model]) -> Difference | None:
    statement = sql.SQL(COMPARE).format(acts=sql.Literal(list(ROW_ACTS)), **parts(model))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        line: tuple[Any, ...] | None = cursor.fetchone()
    if line is None:
        return None
    row, how, columns, leaf, count = line
    return Difference(table=model._meta.db_table, row=row, how=how, columns=tuple(columns), leaf=leaf, count=count)


def told(found: list[Difference]) -> str:
    """The first difference and how many there are, in one sentence."""
    records = sum(one.count for one in found)
    spread = f"，涉及 {len(found)} 类数据" if len(found) > 1 else ""
    return f"业务数据与审计记录不符：{found[0].sentence()}；共 {records} 条记录不符{spread}。"
