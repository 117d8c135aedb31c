"""Jobs that send messages."""

from uuid import UUID

from procrastinate.contrib.django import app

from zhijian.kernel import clock
from zhijian.support.audit.services import acting
from zhijian.support.identity.types import system_actor
from zhijian.support.notices import services


@app.task(queue="default", name="notices.deliver")
def deliver(message: str) -> None:
    """Send one message just written."""
    with acting(system_actor("消息发送", channel="job")):
        services.deliver(message=UUID(message), at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="periodic", name="notices.deliver_due", queueing_lock="notices.deliver_due")
def deliver_due(timestamp: int) -> None:
    """Send what its own job could not."""
    with acting(system_actor("消息发送", channel="job")):
        services.deliver_due(at=clock.now())
