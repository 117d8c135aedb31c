"""The bench of the draw still goes its whole way; what it measures is told by ``zhijian bench``."""

import pytest

from zhijian.business.inspection.bench import draw as bench
from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.tests.factories_draws import make_world
from zhijian.kernel import clock

pytestmark = pytest.mark.django_db


def test_it_draws_as_often_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(at=clock.now())
    for name, small in {"OBJECTS": 12, "DRAWN": 4, "GROUPS": 2, "OFFICERS": 6}.items():
        monkeypatch.setattr(bench, name, small)

    figures = list(bench.bench_draw(organiser=world.organiser, witness=world.witness, office=world.office))

    assert [figure.unit for figure in figures] == ["秒"] * 3
    assert list(Draw.objects.values_list("stage", flat=True)) == ["dispatched"] * bench.DRAWS
