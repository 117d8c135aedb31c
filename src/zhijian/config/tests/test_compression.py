"""What travels compressed: the work a phone takes along, and nothing else of the interface."""

import gzip

import orjson
import pytest

from zhijian.business.inspection.tests.factories import make_task, make_team
from zhijian.support.identity.tests.factories import signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.req("INS-5.3")
def test_a_work_package_travels_compressed_and_says_the_same() -> None:
    team = make_team()
    make_task(team)
    client = signed_in_client(team.lead)

    plain = client.get("/api/v1/inspection/packages/today")
    small = client.get("/api/v1/inspection/packages/today", headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 2
    assert orjson.loads(gzip.decompress(small.content))["tasks"] == plain.json()["tasks"]


def test_answers_of_the_office_are_sent_as_they_are() -> None:
    client = signed_in_client(make_team().maker)

    assert "Content-Encoding" not in client.get("/api/v1/worklist/items", headers=GZIP).headers
