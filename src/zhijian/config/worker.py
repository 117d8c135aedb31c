"""The worker process: jobs and their schedule, delivery of events, sealing of the audit trail, checkpoints.

Each of them runs on its own and comes back by itself after the database was away.
"""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, close_old_connections, connection, connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from zhijian.kernel import clock
from zhijian.support.audit import services as audit
from zhijian.support.bus import services as bus
from zhijian.support.identity.types import system_actor

log = logging.getLogger("zhijian.worker")

QUEUES = ["default", "bulk", "periodic"]
CONCURRENCY = 3
LOOK_FOR_EVENTS_S = 2.0
SEAL_EVERY_S = 1.5
CHECKPOINT_EVERY_S = 20.0
CHECKPOINT_WHEN_IDLE = timedelta(hours=1)
PAUSE_AFTER_FAILURE_S = 2.0
JOBS_MAY_END_S = 5.0
WORKER_IS_DEAD_AFTER_S = 30
KEEP_JOBS_HOURS = 30 * 24


def deliver_events(stopping: threading.Event) -> None:
    """Deliver what waits, then sleep until the database tells of a new event, at most two seconds."""
    close_old_connections()
    connection.ensure_connection()
    connection.connection.execute(f"LISTEN {bus.CHANNEL}")
    with audit.acting(system_actor("事件投递", channel="job")):
        bus.deliver_all()
    if not stopping.is_set():
        for _ in connection.connection.notifies(timeout=LOOK_FOR_EVENTS_S, stop_after=1):
            return


class Sealer:
    """Seals committed audit records and puts signed checkpoints outside the database."""

    def __init__(self) -> None:
        self._unpublished = True
        self._published_at = clock.now() - CHECKPOINT_WHEN_IDLE

    def seal(self, stopping: threading.Event) -> None:
        """Chain what was committed since, then wait."""
        close_old_connections()
        if audit.seal(at=clock.now()):
            self._unpublished = True
        stopping.wait(SEAL_EVERY_S)

    def publish(self, stopping: threading.Event) -> None:
        """Publish the head of the chain when it has moved, and once an hour when it has not."""
        close_old_connections()
        at = clock.now()
        if self._unpublished or at - self._published_at >= CHECKPOINT_WHEN_IDLE:
            self._unpublished = False
            try:
                audit.publish_checkpoint(at=at)
            except BaseException:
                self._unpublished = True
                raise
            self._published_at = at
        stopping.wait(CHECKPOINT_EVERY_S)


def keep_doing(name: str, act: Callable[[threading.Event], None], stopping: threading.Event) -> None:
    """Repeat ``act`` until told to stop; after a failure begin anew with fresh connections."""
    while not stopping.is_set():
        try:
            act(stopping)
        except Exception as error:  # whatever it was, the next round must come
            log.warning("loop_failed loop=%s error=%r cause=%r", name, error, error.__cause__)
            connections.close_all()
            stopping.wait(PAUSE_AFTER_FAILURE_S)
    connections.close_all()


async def _give_back(job: Job) -> None:
    """Let a job of a dead worker run again; when the same job waits already, that one does the work."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
    log.warning("stalled_job_given_back job=%s task=%s", job.id, job.task_name)


async def _keep_queue_clean() -> None:
    """Give back the jobs of workers that died in the middle of them; forget those that ended a month ago."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=WORKER_IS_DEAD_AFTER_S):
                await _give_back(job)
            await app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_HOURS)
        except ConnectorException as error:
            log.warning("queue_not_cleaned error=%r cause=%r", error, error.__cause__)
        await asyncio.sleep(WORKER_IS_DEAD_AFTER_S)


async def _run_jobs(stopping: threading.Event) -> None:
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=QUEUES,
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=JOBS_MAY_END_S,
            )
        )
        cleaner = asyncio.create_task(_keep_queue_clean())
        while not (stopping.is_set() or worker.done()):
            await asyncio.sleep(0.2)
        gave_up = worker.done()
        for task in (worker, cleaner):
            task.cancel()
        await asyncio.gather(worker, cleaner, return_exceptions=True)
        if gave_up:
            worker.result()  # raises what made it give up


def do_jobs(stopping: threading.Event) -> None:
    """Run procrastinate's worker on connections of its own until told to stop or until it gives up."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector):
        asyncio.run(_run_jobs(stopping))
    if not stopping.is_set():
        stopping.wait(PAUSE_AFTER_FAILURE_S)


def wait_for_database(stopping: threading.Event) -> None:
    """Wait quietly until the database answers."""
    while not stopping.is_set():
        try:
            connection.ensure_connection()
        except OperationalError:
            log.warning("database_away")
            stopping.wait(1)
        else:
            connection.close()
            return


def run() -> None:
    """Work until SIGTERM or SIGINT; running jobs get a few seconds to end."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    wait_for_database(stopping)
    sealer = Sealer()
    loops = {"events": deliver_events, "sealer": sealer.seal, "checkpoints": sealer.publish}
    threads = [
        threading.Thread(target=keep_doing, args=(name, act, stopping), name=name, daemon=True)
        for name, act in loops.items()
    ]
    for thread in threads:
        thread.start()
    log.info("worker_started queues=%s", ",".join(QUEUES))
    keep_doing("jobs", do_jobs, stopping)
    deadline = time.monotonic() + JOBS_MAY_END_S
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0.1))
    log.info("worker_stopped")
