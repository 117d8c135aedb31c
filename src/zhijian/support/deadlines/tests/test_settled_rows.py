"""Clocks stand in the database as they were started and stopped."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from zhijian.kernel import clock
from zhijian.support.deadlines import services
from zhijian.support.deadlines.models import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
RULE = "inspection.rectification.working_days"


def run_alone(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def started(*, stopped: bool) -> Clock:
    uid = uuid4()
    services.start_clock(rule=RULE, subject_kind="test.thing", subject=uid, at=clock.now(), ordered_length=5)
    if stopped:
        services.stop_clock(rule=RULE, subject=uid, at=clock.now())
    return Clock.objects.get(subject=uid)


@pytest.mark.req("PLT-2", "S-AD-05")
@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        "started_at = now()",
        "ordered_length = 99",
        "rule_id = rule_id + 1",
        "subject_kind = 'x'",
        "uid = gen_random_uuid()",
    ],
)
def test_what_a_clock_runs_for_is_never_changed(change: str, stopped: bool) -> None:
    row = started(stopped=stopped)
    before = Clock.objects.values().get(pk=row.pk)

    with pytest.raises(DatabaseError, match="never changed"):
        run_alone(f"UPDATE deadlines_clock SET {change}")
    with pytest.raises(DatabaseError, match="never deleted"):
        run_alone("DELETE FROM deadlines_clock")

    assert Clock.objects.values().get() == before


@pytest.mark.req("PLT-2", "S-AD-05")
@pytest.mark.parametrize("change", ["stopped_at = NULL", "stopped_at = now()", "due_on = '2030-01-01'"])
def test_a_stopped_clock_stands(change: str) -> None:
    before = started(stopped=True)

    with pytest.raises(DatabaseError, match="never changed"):
        run_alone(f"UPDATE deadlines_clock SET {change}")

    assert (Clock.objects.get().stopped_at, Clock.objects.get().due_on) == (before.stopped_at, before.due_on)


def test_a_clock_that_was_stopped_without_a_day_still_gets_it_from_a_calendar_that_comes_late() -> None:
    row = started(stopped=False)
    Clock.objects.filter(pk=row.pk).update(due_on=None, raw_on=None)
    services.stop_clock(rule=RULE, subject=row.subject, at=clock.now())

    Clock.objects.filter(pk=row.pk).update(due_on=date(2030, 1, 2), raw_on=date(2030, 1, 2))

    assert Clock.objects.get().due_on == date(2030, 1, 2)
