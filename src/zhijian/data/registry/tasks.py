"""Jobs of the register."""

from procrastinate.contrib.django import app

from zhijian.data.registry import services
from zhijian.kernel import clock
from zhijian.support.audit.services import acting
from zhijian.support.identity.types import system_actor


@app.periodic(cron="30 22 * * *")  # 06:30 in China, before people begin
@app.task(queue="periodic", name="registry.warn_of_expiring")
def warn_of_expiring(timestamp: int) -> None:
    """Warn 90, 60 and 30 days before a licence runs out, and when it has."""
    by = system_actor("许可到期提醒", channel="job")
    with acting(by):
        services.warn_of_expiring(by=by, at=clock.now())
