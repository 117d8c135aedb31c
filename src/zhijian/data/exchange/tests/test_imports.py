"""Imports from the upload to the register: one outcome for each row, nothing half done."""

import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.models import F
from python_calamine import CalamineWorkbook

from zhijian.data.exchange import access, passes, queries, services
from zhijian.data.exchange.importers import importer
from zhijian.data.exchange.models import ImportBatch
from zhijian.data.exchange.rules import Mode
from zhijian.data.exchange.tests.factories import HEADINGS, checked, make_csv, make_xlsx, upload
from zhijian.data.exchange.types import ImportDetail
from zhijian.data.registry.models import Entity, Licence
from zhijian.kernel import clock
from zhijian.kernel.identifiers.permits import PermitKind, make_food_number
from zhijian.kernel.identifiers.uscc import make_uscc
from zhijian.support.identity.tests.factories import make_actor, signed_in_client
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db
RIGHTS = ("registry.import", "registry.manage", "registry.view")
NOW = clock.now()


@pytest.fixture(autouse=True)
def imports_folder(tmp_path: Path, settings: Any) -> None:
    """An empty folder of files."""
    settings.IMPORTS_DIR = tmp_path / "imports"


@pytest.fixture
def steward() -> Actor:
    """Who may import."""
    return make_actor(*RIGHTS)


def _row(number: int, **other: str) -> list[str]:
    values = {
        "统一社会信用代码": make_uscc("92990102", f"MB{number:06d}"),
        "名称": f"清河第{number}小吃店",
        "住所": f"试验路{number}号",
        "成立日期": "2020年1月31日",
        "监管类别": "餐饮服务、XS",
        "许可证编号": make_food_number(PermitKind.FOOD_OPERATION, f"2{number:012d}"),
        "许可证有效期至": "2030/1/31",
    }
    return [(values | other)[heading] for heading in HEADINGS]


def _file(*rows: list[str]) -> bytes:
    return make_xlsx([list(HEADINGS), *rows])


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two rows."""
    monkeypatch.setattr(passes, "CHUNK_ROWS", 2)


def _started(data: bytes, mode: Mode, by: Actor) -> ImportDetail:
    """A checked file whose load waits to be run."""
    made = checked(data, by=by, at=NOW)
    services.start_load(batch=made.uid, mode=mode, by=by, at=NOW)
    return made


def _load(made: ImportDetail, mode: Mode, by: Actor) -> ImportDetail:
    services.start_load(batch=made.uid, mode=mode, by=by, at=NOW)
    services.run_load(batch=made.uid, at=NOW)
    return queries.detail(made.uid, by=by)


def _counts(made: ImportDetail) -> tuple[int, int, int, int, int]:
    assert made.rows_done == made.new + made.changed + made.unchanged + made.bad + made.duplicate
    return made.new, made.changed, made.unchanged, made.bad, made.duplicate


@pytest.mark.req("REG-1", "PLT-12")
def test_good_rows_come_into_the_register_with_their_licences(steward: Actor) -> None:
    made = checked(_file(_row(1), _row(2), _row(1)), by=steward, at=NOW)
    assert (_counts(made), made.state, Entity.objects.count()) == ((2, 0, 0, 0, 1), "checked", 0)

    done = _load(made, Mode.ALL_OR_NOTHING, steward)

    assert (_counts(done), done.state, done.rows_total) == ((2, 0, 0, 0, 1), "finished", 3)
    entity = Entity.objects.get(name="清河第1小吃店")
    assert (str(entity.established_on), entity.supervision_classes) == ("2020-01-31", ["CY", "XS"])
    assert entity.organisation.uid == steward.organisation
    assert str(Licence.objects.get(entity=entity).valid_to) == "2030-01-31"


@pytest.mark.req("REG-1")
def test_the_same_file_again_changes_nothing_and_a_corrected_one_changes_what_differs(steward: Actor) -> None:
    _load(checked(_file(_row(1), _row(2)), by=steward, at=NOW), Mode.ALL_OR_NOTHING, steward)
    versions = list(Entity.objects.order_by("pk").values_list("version", flat=True))

    again = _load(checked(_file(_row(1), _row(2)), by=steward, at=NOW), Mode.ALL_OR_NOTHING, steward)
    assert _counts(again) == (0, 0, 2, 0, 0)
    assert list(Entity.objects.order_by("pk").values_list("version", flat=True)) == versions

    moved = checked(_file(_row(1), _row(2, 住所="新路9号", 成立日期="")), by=steward, at=NOW)
    assert _counts(_load(moved, Mode.ALL_OR_NOTHING, steward)) == (0, 1, 1, 0, 0)
    entity = Entity.objects.get(name="清河第2小吃店")
    assert (entity.address, str(entity.established_on)) == ("新路9号", "2020-01-31")


@pytest.mark.req("PLT-12")
def test_bad_rows_are_told_with_line_column_value_and_reason(steward: Actor) -> None:
    wrong = _row(2, 统一社会信用代码="９２990102MB00000000", 成立日期="昨天")
    hidden = _row(3, 名称="甲\u202e店")
    to_come = (clock.business_date(NOW) + timedelta(days=2)).isoformat()
    made = checked(_file(_row(1), wrong, hidden, _row(4, 名称=""), _row(5, 成立日期=to_come)), by=steward, at=NOW)

    found = queries.all_problems(made.uid, by=steward)

    assert _counts(made) == (1, 0, 0, 4, 0)
    assert [(item.line, item.heading) for item in found] == [
        (3, "统一社会信用代码"),
        (3, "成立日期"),
        (4, "名称"),
        (5, "名称"),
        (6, "成立日期"),
    ]
    assert found[4].reason == "成立日期晚于今天，请核对。"
    assert "昨天" in found[1].reason
    assert "\u202e" not in found[2].value
    with pytest.raises(services.BadRows):
        services.start_load(batch=made.uid, mode=Mode.ALL_OR_NOTHING, by=steward, at=NOW)

    done = _load(made, Mode.GOOD_ROWS, steward)
    assert (_counts(done), Entity.objects.count()) == ((1, 0, 0, 4, 0), 1)


@pytest.mark.req("PLT-12")
def test_a_row_gone_bad_since_the_check_undoes_all(steward: Actor) -> None:
    made = checked(_file(_row(1), _row(2)), by=steward, at=NOW)
    taken = _row(7, 许可证编号=_row(2)[5])
    _load(checked(_file(taken), by=steward, at=NOW), Mode.ALL_OR_NOTHING, steward)

    done = _load(made, Mode.ALL_OR_NOTHING, steward)

    assert (done.state, _counts(done)) == ("refused", (0, 0, 0, 0, 0))
    assert "第 3 行" in done.refusal
    assert list(Entity.objects.values_list("name", flat=True)) == ["清河第7小吃店"]


@pytest.mark.req("PLT-12")
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("moved", ["code", "licence", "entity"])
def test_what_others_do_while_rows_are_on_their_way_is_never_overwritten(
    steward: Actor, monkeypatch: pytest.MonkeyPatch, mode: Mode, moved: str
) -> None:
    _load(checked(_file(_row(1)), by=steward, at=NOW), Mode.GOOD_ROWS, steward)
    made = checked(_file(_row(1, 住所="新路1号"), _row(2)), by=steward, at=NOW)
    run = type(importer(made.kind).begin(source="测试", by=steward, at=NOW))
    store = run.store
    row = Entity.objects.get()

    def somebody_else(self: object, ready: Any) -> None:
        taken = dict(zip(HEADINGS, _row(2), strict=True))
        if moved == "code":
            copy = Entity.objects.get(pk=row.pk)
            copy.pk, copy.uid, copy.uscc, copy.name = None, uuid4(), taken["统一社会信用代码"], "别人登记的"
            copy.save()
        elif moved == "licence":
            Licence.objects.create(entity=row, kind="food_operation", number=taken["许可证编号"], recorded_at=NOW)
        else:
            Entity.objects.filter(pk=row.pk).update(legal_person="别人改的", version=F("version") + 1)
        store(self, ready)

    monkeypatch.setattr(run, "store", somebody_else)
    services.start_load(batch=made.uid, mode=mode, by=steward, at=NOW)
    services.run_load(batch=made.uid, at=NOW)

    done = queries.detail(made.uid, by=steward)
    assert done.state == "refused"
    assert "请重新检查后再导入" in done.refusal
    assert list(Entity.objects.values_list("pk", "address")) == [(row.pk, row.address)]


@pytest.mark.usefixtures("two_at_a_time")
@pytest.mark.req("PLT-12")
@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_settled_beside_the_storing_never_asks_the_database(
    steward: Actor, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    _load(checked(_file(*map(_row, range(6))), by=steward, at=NOW), Mode.GOOD_ROWS, steward)
    made = _started(_file(*[_row(number, 住所="试验路新号") for number in range(9)]), mode, steward)
    settling, asking = set(), set()

    def noted(self: object, *given: Any, **more: Any) -> Any:
        settling.add(threading.get_ident())
        return settle(self, *given, **more)

    def ask(execute: Any, *given: Any) -> Any:
        asking.add(threading.get_ident())
        return execute(*given)

    run = type(importer(made.kind).begin(source="测试", by=steward, at=NOW))
    settle = run.settle
    monkeypatch.setattr(run, "settle", noted)
    with connection.execute_wrapper(ask):
        services.run_load(batch=made.uid, at=NOW)

    assert asking == {threading.get_ident()}
    assert settling.isdisjoint(asking)
    assert [one.alias for one in connections.all(initialized_only=True)] == ["default"]
    assert Entity.objects.filter(address="试验路新号").count() == 9


@pytest.mark.usefixtures("two_at_a_time")
@pytest.mark.req("PLT-12")
@pytest.mark.parametrize("mode", list(Mode))
def test_a_killed_load_goes_on_and_every_row_counts_once(
    steward: Actor, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    made = _started(_file(*map(_row, range(5)), _row(0)), mode, steward)
    note, calls = passes._Pass.note, []

    def killed(*given: Any, **more: Any) -> bool:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return note(*given, **more)

    monkeypatch.setattr(passes._Pass, "note", killed)
    with pytest.raises(KeyboardInterrupt):
        services.run_load(batch=made.uid, at=NOW)
    assert Entity.objects.count() == (0 if mode is Mode.ALL_OR_NOTHING else 2)
    services.run_load(batch=made.uid, at=NOW)
    services.run_load(batch=made.uid, at=NOW)

    done = queries.detail(made.uid, by=steward)
    assert (done.state, _counts(done), Entity.objects.count()) == ("finished", (5, 0, 0, 0, 1), 5)


def test_a_stalled_import_is_taken_up_by_a_new_job(steward: Actor) -> None:
    made = checked(_file(_row(1)), by=steward, at=NOW)
    services.start_load(batch=made.uid, mode=Mode.GOOD_ROWS, by=steward, at=NOW)
    moved = ImportBatch.objects.get(uid=made.uid).moved_at

    assert services.resume_stalled(at=moved) == 0
    assert services.resume_stalled(at=moved + services.STALLED_AFTER * 2) == 1


def test_the_mapping_is_remembered_and_wrong_ones_are_refused(steward: Actor) -> None:
    data = make_csv([["甲", "乙"], ["清河一店", "一路"]])
    made = upload(data, by=steward, at=NOW, name="表.csv")
    for wrong in (["name"], ["name", "name"], [None, "address"], ["name", "nothing"]):
        with pytest.raises(services.MappingInvalid):
            services.set_mapping(batch=made.uid, fields=wrong, version=made.version, by=steward, at=NOW)

    services.set_mapping(batch=made.uid, fields=["name", "address"], version=made.version, by=steward, at=NOW)
    with pytest.raises(services.VersionStale):
        services.set_mapping(batch=made.uid, fields=["name", None], version=made.version, by=steward, at=NOW)

    again = upload(data, by=steward, at=NOW, name="表.csv")
    assert [(item.field, item.match) for item in again.columns] == [("name", "remembered"), ("address", "remembered")]


def test_imports_of_others_are_missing_and_entities_of_others_stay(steward: Actor) -> None:
    stranger = make_actor(*RIGHTS)
    made = checked(_file(_row(1)), by=steward, at=NOW)
    _load(made, Mode.ALL_OR_NOTHING, steward)

    with pytest.raises(access.ImportMissing):
        queries.detail(made.uid, by=stranger)
    theirs = checked(_file(_row(1, 住所="别处1号")), by=stranger, at=NOW)
    assert _counts(theirs) == (0, 0, 0, 1, 0)
    assert "其他机构" in queries.all_problems(theirs.uid, by=stranger)[0].reason


def test_a_cancelled_import_cannot_be_loaded(steward: Actor) -> None:
    made = checked(_file(_row(1)), by=steward, at=NOW)

    assert services.cancel(batch=made.uid, by=steward, at=NOW).state == "cancelled"
    with pytest.raises(services.WrongState):
        services.start_load(batch=made.uid, mode=Mode.GOOD_ROWS, by=steward, at=NOW)


@pytest.mark.req("PLT-12")
def test_an_import_over_http_from_the_template_to_the_problems(steward: Actor) -> None:
    client = signed_in_client(UUID(str(steward.uid)))
    base = "/api/v1/exchange"

    def send(path: str, body: object, method: str = "post") -> Any:
        headers = {"Idempotency-Key": str(uuid4())}
        return getattr(client, method)(f"{base}{path}", body, content_type="application/json", headers=headers)

    kinds = client.get(f"{base}/kinds").json()
    template = client.get(f"{base}/kinds/registry.entities/template")
    book = CalamineWorkbook.from_filelike(BytesIO(template.getvalue()))
    headings = book.get_sheet_by_name("填写").to_python()[0]
    assert headings == [field["heading"] for field in kinds[0]["fields"]]

    made = client.post(
        f"{base}/imports?kind=registry.entities",
        {"file": SimpleUploadedFile("主体.xlsx", _file(_row(1), _row(2, 名称="@SUM(1)", 成立日期="昨天")))},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert made.status_code == 201, made.content
    one = made.json()
    path = f"/imports/{one['uid']}"
    mapped = send(
        f"{path}/mapping", {"fields": [item["field"] for item in one["columns"]], "version": one["version"]}, "put"
    )
    assert mapped.json()["actions"] == ["map", "check", "cancel"]
    assert send(f"{path}/check", {}).json()["state"] == "checking"
    services.run_check(batch=UUID(one["uid"]), at=NOW)
    assert send(f"{path}/load", {"mode": "all_or_nothing"}).status_code == 409
    assert send(f"{path}/load", {"mode": "good_rows"}).status_code == 200
    services.run_load(batch=UUID(one["uid"]), at=NOW)

    assert client.get(f"{base}/imports").json()["items"][0]["state"] == "finished"
    problems = client.get(f"{base}{path}/problems").json()["items"]
    assert [(item["line"], item["heading"], item["value"]) for item in problems] == [(3, "成立日期", "昨天")]
    download = client.get(f"{base}{path}/problems.xlsx").getvalue()
    rows = CalamineWorkbook.from_filelike(BytesIO(download)).get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["3", "成立日期", "昨天"]
