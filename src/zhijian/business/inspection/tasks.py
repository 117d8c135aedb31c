"""Jobs of inspection."""

from procrastinate.contrib.django import app

from zhijian.business.inspection.services import draw_endings, reinspections
from zhijian.kernel import clock
from zhijian.support.audit import services as audit
from zhijian.support.identity.types import system_actor


@app.periodic(cron="7 * * * *")
@app.task(queue="periodic", name="inspection.make_reinspections", pass_context=False)
def make_reinspections(timestamp: int) -> None:
    """Every hour: orders whose period is over get their re-inspection task."""
    with audit.acting(system_actor("到期复查", channel="job")):
        reinspections.make_due_reinspections(at=clock.now())


@app.periodic(cron="23 * * * *")
@app.task(queue="periodic", name="inspection.void_draws", pass_context=False)
def void_draws(timestamp: int) -> None:
    """Every hour: draws whose random numbers were not opened in time are void."""
    with audit.acting(system_actor("抽取到期", channel="job")):
        draw_endings.void_unopened(at=clock.now())
