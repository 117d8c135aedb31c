"""``zhijian demo --register N``: as many entities as wanted, through the same import as a user's file."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from zhijian.config.roles import load_roles
from zhijian.data.exchange.models import ImportBatch, ImportProblem
from zhijian.data.registry.models import Entity, Licence
from zhijian.demo.loading import load
from zhijian.kernel import clock
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.tests.factories import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.mark.req("OPS-6")
def test_a_large_register_is_imported_and_every_row_has_an_outcome(tmp_path: Path, settings: Any) -> None:
    settings.IMPORTS_DIR = tmp_path
    load_roles(by=SYSTEM)
    wanted, at = 700, clock.now()

    said = load(scale="district", seed=7, register=wanted, by=SYSTEM, at=at)

    batch = ImportBatch.objects.get()
    registered = Entity.objects.count()
    assert batch.state == "finished"
    assert batch.new == registered
    assert batch.new + batch.bad + batch.duplicate == wanted
    assert registered > wanted * 0.9
    assert batch.problem_count == ImportProblem.objects.count()
    assert Licence.objects.filter(valid_to__gt=clock.business_date(at) - timedelta(days=4000)).count() > 50
    assert Entity.objects.values("organisation").distinct().count() > 3
    assert AuditLeaf.objects.filter(table="registry_entity", act="insert").count() == registered
    assert f"{registered} 户主体" in said

    assert load(scale="district", seed=7, register=wanted, by=SYSTEM, at=at) == said
    assert Entity.objects.count() == registered
