"""The load reads what the check kept; whatever is wrong with it, it reads the file and the outcome is the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhijian.data.exchange import kept_rows, passes, queries, services
from zhijian.data.exchange.models import ImportBatch
from zhijian.data.exchange.rules import Mode
from zhijian.data.exchange.tests.factories import checked, make_csv
from zhijian.data.registry.models import Entity
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import make_actor
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db
NOW = clock.now()
ROWS = [
    ["名称", "住所", "联系电话"],
    ["清河一号店", " 试验路１号 ", "13000000001"],
    ["", "试验路2号", ""],
    ["清河三号店", "", "坏"],
]


@pytest.fixture(autouse=True)
def imports_folder(tmp_path: Path, settings: Any) -> Path:
    settings.IMPORTS_DIR = tmp_path / "imports"
    return tmp_path / "imports"


@pytest.fixture
def steward() -> Actor:
    return make_actor("registry.import", "registry.manage", "registry.view")


def batch_of(by: Actor) -> ImportBatch:
    made = checked(make_csv(ROWS), by=by, at=NOW, name="register.csv")
    return ImportBatch.objects.get(uid=made.uid)


def load(batch: ImportBatch, by: Actor) -> tuple[int, int, list[tuple[int, str, str]]]:
    services.start_load(batch=batch.uid, mode=Mode.GOOD_ROWS, by=by, at=NOW)
    services.run_load(batch=batch.uid, at=NOW)
    done = queries.detail(batch.uid, by=by)
    problems, _ = queries.problems(batch.uid, by=by, after=None, limit=50)
    return done.new, done.bad, [(item.line, item.heading, item.reason) for item in problems]


def test_the_load_does_not_read_the_file_again(steward: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    batch = batch_of(steward)
    monkeypatch.setattr(passes, "data_lines", lambda *_: pytest.fail("the file was read"))
    new, bad, problems = load(batch, steward)
    assert (new, bad) == (1, 2)
    assert [line for line, _, _ in problems] == [3, 4]
    assert Entity.objects.get().address == "试验路1号"
    assert not list(tmp_path.rglob("*.rows"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-5]),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"rows":3', b'"rows":2')),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"name"', b'"address"')),
    ],
)
def test_what_was_kept_wrongly_is_passed_over(steward: Actor, tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    whole = load(batch_of(steward), steward)
    Entity.objects.update(name="另一家", match_key="")
    batch = batch_of(steward)
    (path,) = tmp_path.rglob("*.rows")
    spoil(path)
    batch.refresh_from_db()
    assert kept_rows.rows(batch) is None
    assert load(batch, steward) == whole


def test_a_cancelled_import_keeps_no_rows(steward: Actor, tmp_path: Path) -> None:
    batch = batch_of(steward)
    services.cancel(batch=batch.uid, by=steward, at=NOW)
    assert not list(tmp_path.rglob("*.rows"))
