"""The worker as it really runs, a process of its own, takes jobs from each queue and does them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connection

from zhijian.business.enforcement.models import Clue
from zhijian.business.inspection.tests.factories import make_team
from zhijian.config import heartbeat
from zhijian.data.exchange import services as exchange
from zhijian.data.exchange.models import ImportBatch
from zhijian.data.exchange.rules import BatchState
from zhijian.data.exchange.tests.factories import HEADINGS, make_csv, upload
from zhijian.events.inspection import SeriousProblemReported
from zhijian.kernel import clock
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.bus import services as bus
from zhijian.support.bus.models import Delivery
from zhijian.support.evidence.models import Scrub
from zhijian.support.evidence.tasks import scrub
from zhijian.support.identity.tests.factories import make_actor
from zhijian.support.notices.models import Message
from zhijian.support.notices.rules import MessageState
from zhijian.support.notices.services import send_sms

pytestmark = pytest.mark.django_db(transaction=True)

WITHIN_S = 40.0


def wait_for(happened: Callable[[], bool]) -> bool:
    """Whether something happened in time; another process makes it happen."""
    until = time.monotonic() + WITHIN_S
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


def states() -> dict[str, str]:
    """State of each job that waits, runs or ran, by its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Starts ``zhijian worker`` on the database of this test."""
    forget_jobs()
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        place = {**os.environ, "ZHIJIAN_DB_NAME": str(connection.settings_dict["NAME"])}
        started.append(subprocess.Popen([sys.executable, "-m", "zhijian.config.cli", "worker"], env=place))

    yield start
    for process in started:
        process.terminate()
        assert process.wait(WITHIN_S) == 0
    forget_jobs()


def an_import_to_check() -> ImportBatch:
    by = make_actor("registry.import", "registry.manage")
    row = ("", "没有代码的店", "某路1号", "", "CY", "", "")
    made = upload(make_csv([HEADINGS, row]), by=by, at=clock.now(), name="a.csv")
    fields = [column.field for column in made.columns]
    exchange.set_mapping(batch=made.uid, fields=fields, version=made.version, by=by, at=clock.now())
    exchange.start_check(batch=made.uid, by=by, at=clock.now())
    return ImportBatch.objects.get(uid=made.uid)


def a_serious_problem() -> SeriousProblemReported:
    team = make_team()
    return SeriousProblemReported(
        subject=uuid4(),
        by=team.lead,
        at=clock.now(),
        entity=team.entity,
        organisation=team.organisation,
        title="涉嫌无证经营",
        facts="现场未能出示许可证",
        task_number="JC-2026-000001",
    )


@pytest.mark.req("PLT-10", "PLT-11", "PLT-12")
@pytest.mark.usefixtures("reference")
def test_a_worker_serves_every_queue_and_delivers_events(worker: Callable[[], None]) -> None:
    send_sms(phone="13000000001", purpose="试验", text="您好", key="worker-1", at=clock.now())
    batch = an_import_to_check()
    scrub.defer(timestamp=0)  # type: ignore[call-arg]
    bus.publish(a_serious_problem())
    assert heartbeat.state(at=clock.now()) == "down"

    worker()

    assert wait_for(lambda: heartbeat.state(at=clock.now()) == "ok")
    assert wait_for(lambda: Message.objects.filter(state=MessageState.SENT).exists()), states()
    assert wait_for(lambda: ImportBatch.objects.get(uid=batch.uid).state == BatchState.CHECKED), states()
    assert wait_for(lambda: Scrub.objects.exists()), states()
    assert wait_for(lambda: Clue.objects.exists())
    assert wait_for(lambda: not Delivery.objects.filter(done_at=None).exists())
    leaf = AuditLeaf.objects.filter(table=Scrub._meta.db_table).latest("pk")
    assert leaf.actor is not None
    assert (leaf.actor["channel"], leaf.actor["name"]) == ("job", "证据库巡检")


def test_without_a_worker_jobs_wait_and_the_health_check_says_so(transactional_db: None) -> None:
    forget_jobs()
    scrub.defer(timestamp=0)  # type: ignore[call-arg]

    assert states() == {"evidence.scrub": "todo"}
    assert heartbeat.state(at=clock.now()) == "down"
    forget_jobs()
