"""What auditors read in place of the names of tables, columns and acts."""

import csv
from functools import cache
from importlib import resources

#: What befell a row: by the triggers, or taken over as it stood after a migration. Every other act was noted.
ROW_ACTS = ("insert", "update", "delete", "baseline")


@cache
def _names() -> dict[tuple[str, str], str]:
    file = resources.files("zhijian.support.audit") / "data" / "names.csv"
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {(row["kind"], row["code"]): row["label"] for row in rows}


def table_label(code: str) -> str:
    """Chinese name of a table; the table's own name when it has none."""
    return _names().get(("table", code), code)


def act_label(code: str) -> str:
    """Chinese name of an act; its code when it has none."""
    return _names().get(("act", code), code)


def column_label(code: str) -> str:
    """Chinese name of a column or fact; its own name when it has none."""
    return _names().get(("column", code), code)


def known(kind: str) -> dict[str, str]:
    """All named codes of a kind: table, act, column."""
    return {code: label for (of, code), label in _names().items() if of == kind}
