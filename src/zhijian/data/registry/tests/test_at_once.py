"""Two people who register the same code at the same moment."""

import threading
import time

import pytest
from django.db import connections, transaction

from zhijian.data.registry import services
from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests.factories import make_entity
from zhijian.support.identity.tests.factories import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)
MEET_WITHIN_S = 0.5


@pytest.mark.req("REG-1")
def test_of_two_at_once_one_is_registered_and_the_other_is_told() -> None:
    place, code = make_organisation().uid, Entity.objects.get(uid=make_entity()).uscc
    Entity.objects.all().delete()
    refused: list[services.CodeTaken] = []

    def register() -> None:
        try:
            with transaction.atomic():
                make_entity(organisation=place, uscc=code)
                time.sleep(MEET_WITHIN_S)
        except services.CodeTaken as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Entity.objects.filter(uscc=code).count() == 1
    assert [refusal.facts["field"] for refusal in refused] == ["uscc"]
