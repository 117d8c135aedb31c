"""Rows as COPY reads them: what comes out of the database is what went in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.kernel.copy_text import array_text, copy_line, copy_value

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(
    ["\\N", "\\.", "\\", "a\tb", "\r\n", '"{,}"', "NULL", ""]
)


def copied(*lines: str, columns: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copied ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write("".join(lines).encode())
        cursor.execute("SELECT * FROM copied")
        found = cursor.fetchall()
        cursor.execute("DROP TABLE copied")
    return list(found)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.none() | texts, texts, st.lists(texts)), max_size=4))
def test_texts_nulls_and_lists_come_back_as_they_were(rows: list[tuple[str | None, str, list[str]]]) -> None:
    lines = [copy_line([one, other, array_text(tuple(several))]) for one, other, several in rows]

    assert copied(*lines, columns="one text, other text, several text[]") == rows


@pytest.mark.django_db
def test_each_kind_of_value_is_read_by_its_column() -> None:
    row = (
        12, 1.5, Decimal("12.50"), date(2026, 2, 28), datetime(2026, 2, 28, 1, 2, 3, 4, tzinfo=UTC), UUID(int=7), True,
        None, ["CY", "XS"],
    )  # fmt: skip
    columns = "a int, b float8, c numeric(9,2), d date, e timestamptz, f uuid, g boolean, h text, i varchar(4)[]"

    assert copied(copy_line([copy_value(value) for value in row]), columns=columns) == [row]
