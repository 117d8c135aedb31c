"""A load of the demonstration that is cut in the middle goes on where it stopped."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from zhijian.business.enforcement.models import Clue
from zhijian.business.inspection.models import Draw, Inspection, Publication, Rectification, Task
from zhijian.config.cli import main
from zhijian.config.setup import load_reference_data
from zhijian.data.registry.models import Entity, EntityPerson, Licence
from zhijian.demo import loading
from zhijian.demo.loading import deeds, load, progress, register
from zhijian.demo.world.scale import Band
from zhijian.kernel import clock
from zhijian.support.deadlines.models import CalendarYear
from zhijian.support.identity.tests.factories import SYSTEM

pytestmark = pytest.mark.django_db
KEPT = (Entity, EntityPerson, Licence, Task, Inspection, Rectification, Publication, Clue, Draw)


class Cut(BaseException):
    """Somebody pressed Ctrl+C."""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Four months of a district that has large caterers and canteens only."""
    load_reference_data(at=clock.now())
    settings.EVIDENCE_DIR = tmp_path
    monkeypatch.setattr(register, "SUPERVISED", (Band.LARGE_CATERING, Band.CANTEEN))
    monkeypatch.setattr(loading, "MONTHS", 4)


def cut_after(count: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """``real``, until it was called ``count`` times."""
    calls: Iterator[int] = iter(range(count))

    def limited(*given: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise Cut
        return real(*given, **named)

    return limited


def run(**changes: Any) -> str:
    return load(**{"scale": "district", "seed": 7, "register": None, "by": SYSTEM, "at": clock.now(), **changes})


def counts() -> list[int]:
    return [model.objects.count() for model in KEPT]


def cut(monkeypatch: pytest.MonkeyPatch, module: object, name: str, after: int) -> None:
    """Load until a step of a stage was done so many times."""
    with monkeypatch.context() as patch:
        patch.setattr(module, name, cut_after(after, getattr(module, name)))
        with pytest.raises(Cut):
            run()


def test_a_load_cut_in_each_stage_ends_like_one_that_was_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        run()
        whole = counts()
        transaction.set_rollback(True)

    for module, name, after in (
        (register, "_register", 9),
        (deeds, "_submit", 2),
        (deeds, "_do", 60),
        (loading, "load_draw", 0),
    ):
        cut(monkeypatch, module, name, after)
    said = run(at=clock.now() + timedelta(days=1))

    assert min(whole) > 0
    assert counts() == whole
    assert run() == said
    assert counts() == whole


def test_a_long_stage_tells_every_ten_seconds_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    seconds = itertools.count(0, 4)
    monkeypatch.setattr(progress, "monotonic", lambda: next(seconds))

    assert list(progress.counted(range(8), "主体", said.append)) == list(range(8))

    assert said == ["主体 2/8", "主体 5/8"]


def test_another_register_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MONTHS", 1)
    cut(monkeypatch, loading, "load_draw", 0)
    before = counts()

    with pytest.raises(register.OtherRegister):
        run(seed=8)

    assert counts() == before


def test_a_whole_province_is_refused_with_what_to_do_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--scale", "province"]) == 1
    assert "--register 300000" in capsys.readouterr().err


def test_a_district_is_made_in_a_year_whose_holidays_nobody_has_loaded_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MONTHS", 1)
    CalendarYear.objects.all().delete()

    run()

    assert Inspection.objects.count() > 3
    assert Publication.objects.filter(due_on=None).exists()  # they wait for the calendar
