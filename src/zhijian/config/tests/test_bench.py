"""The figures of speed: how they are told, what they run on, that one bench really runs."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zhijian.config import cli
from zhijian.config.bench import place, running, table
from zhijian.config.bench.catalogue import BENCHES
from zhijian.config.environment import PROJECT
from zhijian.config.setup import StepFailed
from zhijian.kernel.figures import Figure, Times, alternately

FOUND = Figure(
    what="搜索两个字", median=3.0, p95=21.0, goal="p95 ≤ 20 ms", met=False, reference="取一行", reference_median=1.5
)


def test_times_tell_the_middle_and_the_slow_end() -> None:
    times = Times(tuple(map(float, range(1, 101))))
    assert (times.median, times.p95) == (50.5, 95.0)
    assert Times((5.0,)).p95 == 5.0


def test_acts_are_run_in_turn() -> None:
    order: list[str] = []
    found = alternately({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=3, warm_up=1)
    assert order == ["a", "b", *"ababab"]
    assert {name: len(times.ms) for name, times in found.items()} == {"a": 3, "b": 3}


def test_a_figure_is_told_with_its_goal_its_reference_and_how_many_times_it_is() -> None:
    assert FOUND.ratio == 2
    assert table.cells(FOUND) == ("搜索两个字", "p95 ≤ 20 ms", "3.00 ms", "21.0 ms", "取一行", "1.50 ms", "2.00", "否")
    told = table.as_markdown({"search": [FOUND]}, at=datetime(2026, 11, 27, 1, tzinfo=UTC))
    assert "测于 2026-11-27" in told
    assert "| 搜索两个字 | p95 ≤ 20 ms |" in told
    kept = json.loads(table.as_json({"search": [FOUND]}, at=datetime(2026, 11, 27, 1, tzinfo=UTC)))
    assert kept["figures"]["search"][0]["ratio"] == 2


def test_columns_stand_under_each_other_although_characters_differ_in_width() -> None:
    lines = table.as_text([("项目", "值"), ("a", "1"), ("中文字", "2")]).splitlines()
    assert lines == ["项目    值", "----------", "a       1", "中文字  2"]


def test_nothing_leads_a_bench_to_the_users_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user@production/zhijian")
    monkeypatch.setenv("ZHIJIAN_DB_AS_OWNER", "1")
    given = place.settings_of("bench_small")
    assert given["ZHIJIAN_HOME"] == str(PROJECT / "var" / "bench")
    assert given["ZHIJIAN_DB_NAME"] == "bench_small"
    assert not {"DATABASE_URL", "ZHIJIAN_DB_AS_OWNER"} & set(given)


def test_an_unknown_bench_is_refused_with_those_there_are() -> None:
    with pytest.raises(StepFailed, match=r"没有名为 quick 的测速项目，可选：import、search、.*console"):
        running.chosen(["quick"])
    assert running.chosen([]) == list(BENCHES)
    assert [bench.name for bench in running.chosen(["search"])] == ["search"]
    assert [bench.name for bench in running.chosen(["console", "search"])] == ["search", "start", "console"]


def test_a_missed_goal_ends_with_one_only_when_that_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "run", lambda benches, keep: iter([(benches[0], [FOUND])]))
    kept = tmp_path / "figures.json"
    assert cli.main(["bench", "--only", "search", "--json", str(kept)]) == 0
    assert cli.main(["bench", "--only", "search", "--strict"]) == 1
    assert "没有达到目标：搜索两个字。" in capsys.readouterr().out
    assert json.loads(kept.read_text("utf-8"))["figures"]["search"][0]["met"] is False
