"""Jobs of the evidence store; at night in China, none across midnight."""

from procrastinate.contrib.django import app

from zhijian.kernel import clock
from zhijian.support.audit.services import acting
from zhijian.support.evidence import services
from zhijian.support.identity.types import system_actor


@app.periodic(cron="30 18 * * *")  # 02:30 in China
@app.task(queue="periodic", name="evidence.scrub", queueing_lock="evidence.scrub")
def scrub(timestamp: int) -> None:
    """Check every stored file against its hash."""
    by = system_actor("证据库巡检", channel="job")
    with acting(by):
        services.scrub(by=by, at=clock.now())


@app.periodic(cron="10 18 * * *")  # 02:10 in China
@app.task(queue="periodic", name="evidence.abandon_uploads", queueing_lock="evidence.abandon_uploads")
def abandon_uploads(timestamp: int) -> None:
    """Give up uploads that have not moved for 30 days."""
    with acting(system_actor("证据库巡检", channel="job")):
        services.abandon_old(at=clock.now())
