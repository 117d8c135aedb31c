"""The walks mean something only where a valid request gets through: which operations do."""

import pytest
from django.db import transaction

from scene.calls import calls, writes
from scene.things import Scene


@pytest.mark.req("S-AZ-01", "S-IN-07")
def test_every_operation_that_writes_is_reached_with_a_valid_request(scene: Scene) -> None:
    refused = {}
    for name, call in calls(scene).items():
        with transaction.atomic():
            answer = call.send(scene.client(call.who))
            if answer.status_code >= 300:
                refused[name] = (answer.status_code, answer.content.decode()[:300])
            transaction.set_rollback(True)

    assert len(writes()) > 70
    assert refused == {}
