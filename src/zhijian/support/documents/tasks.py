"""Jobs of the documents part."""

from uuid import UUID

from procrastinate.contrib.django import app

from zhijian.support.audit import services as audit
from zhijian.support.documents import services
from zhijian.support.identity.types import system_actor


@app.task(queue="default", name="documents.make_files")
def make_files(document: str) -> None:
    """Make the files of a paper that was just issued."""
    with audit.acting(system_actor("文书生成", channel="job")):
        services.make_files(document=UUID(document))
