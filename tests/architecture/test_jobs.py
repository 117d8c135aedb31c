"""Jobs name queue and capability, every queue has a worker, and nothing is timed across midnight in China."""

from datetime import UTC, datetime, time, timedelta

import pytest
from croniter import croniter
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from zhijian.config import reference, worker
from zhijian.kernel.clock import CHINA

QUIET_FROM, QUIET_UNTIL = time(22, 30), time(1, 0)
"""A job that runs a few times a day has ended before a new day begins, and begins when it has begun everywhere."""
SEVERAL_TIMES = 12


def jobs() -> dict[str, Task]:
    """The program's jobs by name, procrastinate's own left out."""
    reference.load_everything()
    app.perform_import_paths()
    return {name: job for name, job in app.tasks.items() if job.func.__module__.startswith("zhijian.")}


def timed() -> dict[str, str]:
    """When each periodic job runs, as cron in UTC."""
    jobs()
    return {
        entry.task.name: entry.cron
        for entry in app.periodic_registry.periodic_tasks.values()
        if entry.task.func.__module__.startswith("zhijian.")
    }


def moments(cron: str) -> list[datetime]:
    """When a cron line fires in one day, in China."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    wanted, found = croniter(cron, start - timedelta(seconds=1)), []
    while (moment := wanted.get_next(datetime)) < start + timedelta(days=1):
        found.append(moment.astimezone(CHINA))
    return found


def test_every_job_names_a_queue_that_the_worker_serves() -> None:
    found = jobs()

    assert len(found) >= 8
    assert {job.queue for job in found.values()} <= set(worker.QUEUES)
    assert set(worker.QUEUES) <= {job.queue for job in found.values()}, "a queue without a job"


def test_the_worker_names_its_queues_as_the_list_that_the_database_compares_with() -> None:
    assert isinstance(worker.QUEUES, list)


def test_jobs_are_named_by_capability_and_verb_and_each_name_once() -> None:
    for name, job in jobs().items():
        capability, _, verb = name.partition(".")
        assert capability in job.func.__module__.split("."), name
        assert verb.replace("_", "").isalpha(), name


def test_the_periodic_queue_holds_exactly_the_timed_jobs() -> None:
    assert {name for name, job in jobs().items() if job.queue == "periodic"} == set(timed())


@pytest.mark.parametrize(("name", "cron"), sorted(timed().items()))
def test_no_job_is_timed_across_midnight_in_china(name: str, cron: str) -> None:
    found = moments(cron)

    if len(found) > SEVERAL_TIMES:
        return  # it runs all day long, takes its day from the moment it runs at and may be cut by midnight
    assert found, name
    assert [moment for moment in found if moment.time() >= QUIET_FROM or moment.time() < QUIET_UNTIL] == []
