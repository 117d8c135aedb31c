"""Jobs of the audit trail."""

from uuid import UUID

from procrastinate.contrib.django import app

from zhijian.support.audit import verifications
from zhijian.support.audit.services import acting
from zhijian.support.identity.types import system_actor


@app.task(queue="bulk", name="audit.verify")
def verify(verification: str) -> None:
    """Check the chain as an auditor asked."""
    with acting(system_actor("审计链验证", channel="job")):
        verifications.run(verification=UUID(verification))
