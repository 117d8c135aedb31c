"""The register as files, and the truth beside them."""

import csv
import json
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from zhijian.demo.tests.worlds import district
from zhijian.demo.world.register_files import truth_path, write_register_csv, write_register_xlsx
from zhijian.demo.world.register_rows import HEADINGS


def read_csv(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def read_truth(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in truth_path(path).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_has_the_templates_headings_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "register.csv"

    count = write_register_csv(district(), path, encoding, 200)

    rows = read_csv(path, encoding)
    assert count == len(rows) == 200
    assert tuple(rows[0]) == HEADINGS
    assert [row["统一社会信用代码"] for row in rows] == [entity.code for entity in district().entities(0, 200)]


def test_a_sheet_says_the_same_as_the_csv(tmp_path: Path) -> None:
    write_register_xlsx(district(), tmp_path / "a.xlsx", 150)
    write_register_csv(district(), tmp_path / "a.csv", "utf-8", 150)

    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert [list(map(str, row)) for row in sheet] == list(csv.reader(file))


def test_the_sheet_of_a_district_is_written_in_ten_seconds(tmp_path: Path) -> None:
    start = process_time()

    count = write_register_xlsx(district(), tmp_path / "register.xlsx")

    assert count == 12_000
    assert process_time() - start < 10


def test_rows_beyond_the_register_are_entities_that_left(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"

    write_register_csv(district(), path, "utf-8", 12_100)

    assert {row["状态"] for row in read_csv(path, "utf-8")[12_000:]} <= {"注销", "吊销，已注销", "撤销", "迁出"}


@pytest.mark.req("OPS-6")
def test_the_truth_tells_every_error_of_the_dirty_file(tmp_path: Path) -> None:
    world, path = district(), tmp_path / "dirty.csv"
    write_register_csv(world, path, "gb18030", dirty=True)
    rows, truth = read_csv(path, "gb18030"), read_truth(path)

    assert [line["row"] for line in truth] == list(range(1, len(rows) + 1))
    for row, line in zip(rows, truth, strict=True):
        kinds = {error["kind"] for error in line["planted"]}
        if row["统一社会信用代码"] != line["uscc"]:
            assert kinds & {"old_number", "mistyped_code", "full_width", "other_writing"}
        for error in line["planted"]:
            if error["field"] in HEADINGS:
                assert row[error["field"]] != error["true"]


def test_an_exact_join_fails_at_the_planted_rate(tmp_path: Path) -> None:
    path = tmp_path / "clean.csv"
    write_register_csv(district(), path, "utf-8")
    rows, truth = read_csv(path, "utf-8"), read_truth(path)

    missed = sum(row["统一社会信用代码"] != line["uscc"] for row, line in zip(rows, truth, strict=True))
    told = sum(error["kind"] in ("old_number", "mistyped_code") for line in truth for error in line["planted"])

    assert missed == told
    assert missed / len(rows) == pytest.approx(0.013, rel=0.15)


def test_duplicates_and_contradictions_have_their_rates(tmp_path: Path) -> None:
    path = tmp_path / "dirty.csv"
    write_register_csv(district(), path, "utf-8", dirty=True)
    truth = read_truth(path)
    kinds = Counter(error["kind"] for line in truth for error in line["planted"])
    entities = Counter(line["entity"] for line in truth)

    assert len(entities) == 12_000
    assert sum(count - 1 for count in entities.values()) == kinds["duplicate"]
    assert kinds["duplicate"] / 12_000 == pytest.approx(0.03, rel=0.15)
    assert kinds["contradiction"] / 12_000 == pytest.approx(0.01, rel=0.2)


def test_a_clean_file_has_no_errors_but_those_of_the_world(tmp_path: Path) -> None:
    path = tmp_path / "clean.csv"
    write_register_csv(district(), path, "utf-8", 2_000)

    kinds = {error["kind"] for line in read_truth(path) for error in line["planted"]}

    assert kinds <= {"old_number", "mistyped_code", "near_name", "wrong_county"}
