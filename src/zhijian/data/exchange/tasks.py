"""Jobs that check and load imports."""

from uuid import UUID

from procrastinate.contrib.django import app

from zhijian.data.exchange import services
from zhijian.kernel import clock
from zhijian.support.audit.services import acting
from zhijian.support.identity.types import system_actor


@app.task(queue="bulk", name="exchange.check")
def check(batch: str) -> None:
    """Check all rows of an import."""
    with acting(system_actor("数据导入", channel="job")):
        services.run_check(batch=UUID(batch), at=clock.now())


@app.task(queue="bulk", name="exchange.load")
def load(batch: str) -> None:
    """Load all rows of an import."""
    with acting(system_actor("数据导入", channel="job")):
        services.run_load(batch=UUID(batch), at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="periodic", name="exchange.resume", queueing_lock="exchange.resume")
def resume(timestamp: int) -> None:
    """Take up imports whose job was killed."""
    with acting(system_actor("数据导入", channel="job")):
        services.resume_stalled(at=clock.now())
