"""双随机抽取: the whole procedure by the people who take part, the show, and what the public can recompute."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller, today
from .conftest import WALL, People, taps
from .console import choose, field, type_days
from .draws import ORGANISER, THIRD, WITNESSES, Ceremony, announced, libraries, open_up, person, promise
from .field_work import PAIRS

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
DRAWN_WITHIN_MS = 30_000
LOTTERY = "03,11,17,22,28,31,09"


@pytest.mark.req("INS-4.3", "INS-4.4", "INS-4.5")
def test_a_district_without_internet_draws_with_its_own_people_in_six_clicks(people: People, picture: Picture) -> None:
    chief, office, legal, leader = (people.desk(role) for role in (ORGANISER, *WITNESSES, THIRD))
    _draft_by_hand(people, chief)
    chief.goto("/inspection/draws/new")
    assert taps(chief) == 0

    chief.get_by_role("button", name="用上次参数").click()
    expect(field(chief, "方案名称")).to_have_value("十二月餐饮抽查")
    field(chief, "方案名称").fill("十二月餐饮双随机抽查")
    chief.get_by_role("button", name="锁定名录").click()
    expect(chief.get_by_text("收到后自动锁定名录并公布承诺")).to_be_visible()
    address = chief.url.partition("?")[0]
    promise(address, (office, legal, leader))
    chief.get_by_role("button", name="开始").click()
    open_up(leader, office, legal)
    expect(chief.get_by_text("滚动只是展示")).to_be_visible(timeout=DRAWN_WITHIN_MS)
    picture(chief, "draw-show-1366")
    chief.get_by_role("button", name="停止").click()
    chief.get_by_role("button", name="确认").click()
    chief.get_by_role("button", name="派发").click()
    expect(chief.get_by_role("link", name="已派发 12 项任务")).to_be_visible()

    assert taps(chief) == 6
    picture(chief, "draw-dispatched")
    assert violations(chief) == []
    chief.get_by_role("link", name="已派发 12 项任务").click()
    expect(chief.get_by_role("row").filter(has_text="双随机抽查").first).to_be_visible()


def _draft_by_hand(people: People, chief: Page) -> None:
    """All parameters typed once, so that they can be taken again; the draft itself stays one."""
    callers = [Caller(people.platform.url, role=role) for role in (ORGANISER, *WITNESSES, THIRD)]
    libraries(callers[0], "十二月")
    office, legal, leader = (person(one)["name"] for one in callers[1:])
    chief.goto("/inspection/draws/new")
    field(chief, "方案名称").fill("十二月餐饮抽查")
    choose(chief, "检查事项", "餐饮服务日常监督检查")
    type_days(chief, today(2), today(26))
    choose(chief, "人员名录库", "十二月人员库")
    choose(chief, "对象名录库", "十二月对象库")
    field(chief, "每组户数").fill("4")
    chief.get_by_text("含组长").click()
    choose(chief, "见证人", office, legal)
    chief.get_by_text("第三人（不联网时）").click()
    choose(chief, "第三人", leader)
    chief.get_by_role("button", name="试算").click()
    expect(chief.get_by_text("可以抽取")).to_be_visible()
    assert violations(chief) == []


@pytest.mark.req("INS-4.4")
def test_the_published_draw_is_recomputed_by_anybody_and_one_changed_row_is_refused(
    people: People, picture: Picture, tmp_path: Path
) -> None:
    ceremony = Ceremony(people, "公开复算抽查", caterers_each=4).draw()
    visitor = people.desk()
    visitor.goto(f"/h5/draws/{ceremony.uid}")
    visitor.get_by_role("button", name="重新计算").click()
    expect(visitor.get_by_text("全部相符：重新计算的结果与公布的完全一致。")).to_be_visible()
    picture(visitor, "h5-draw")
    assert violations(visitor) == []

    document = ceremony.document()
    genuine = _file(tmp_path / "抽取.json", document)
    assert "核验通过" in people.platform.command("draw", "verify", str(genuine))
    document["libraries"]["objects"][7]["name"] += "（改）"
    forged = _file(tmp_path / "改过的抽取.json", document)
    with pytest.raises(subprocess.CalledProcessError) as refusal:
        people.platform.command("draw", "verify", str(forged))
    assert "名录" in refusal.value.stdout

    visitor.goto("/h5/draws/verify")
    visitor.locator("input[type=file]").set_input_files(genuine)
    expect(visitor.get_by_text("全部相符：重新计算的结果与公布的完全一致。")).to_be_visible()
    visitor.locator("input[type=file]").set_input_files(forged)
    expect(visitor.get_by_text("请不要采信这份结果")).to_be_visible()
    picture(visitor, "h5-draw-forged")


@pytest.mark.req("INS-4.5")
def test_who_was_drawn_is_replaced_for_a_written_reason_that_stays_told(people: People, picture: Picture) -> None:
    ceremony = Ceremony(people, "换人的抽查", caterers_each=1).draw()
    ceremony.chief.post(f"/api/v1/inspection/draws/{ceremony.uid}/dispatch")
    drawn = ceremony.chief.get("/api/v1/inspection/tasks", draw=ceremony.uid)["items"][0]
    before = [one["name"] for one in drawn["officers"]]
    new = next(name for pair in PAIRS.values() for _, name in pair if name not in before)
    chief = people.desk(ORGANISER)
    chief.goto(f"/inspection/tasks/{drawn['uid']}")
    chief.get_by_role("button", name="调整").click()
    change = chief.get_by_role("dialog", name="调整任务")
    save = change.get_by_role("button", name="保存")

    choose(chief, "检查人员", before[1], new)
    expect(change.get_by_text("检查人员由双随机抽取产生，换人请写明理由，至少4个字。")).to_be_visible()
    expect(save).to_be_disabled()
    picture(chief, "draw-restaff")
    assert violations(chief) == []
    field(change, "换人理由").fill("原检查人员住院治疗")
    save.click()

    expect(change).to_be_hidden()
    told = chief.get_by_role("listitem").filter(has_text="更换检查人员")
    expect(told).to_contain_text("原检查人员住院治疗")
    expect(told).to_contain_text(new)
    expect(told).to_contain_text(before[1])
    picture(chief, "draw-restaffed")
    assert violations(chief) == []


def _file(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.req("INS-4.3")
def test_the_show_rolls_until_space_and_the_result_was_fixed_before(people: People, picture: Picture) -> None:
    ceremony = Ceremony(people, "大屏抽查", caterers_each=4).draw()
    wall = ceremony.desk()
    wall.set_viewport_size(WALL)
    wall.goto(f"{ceremony.address}/show")
    first = wall.locator("main li").first
    expect(first).to_contain_text("第 1 组")

    wall.wait_for_function("(before) => document.querySelector('main li').innerText !== before", arg=first.inner_text())
    picture(wall, "draw-show-rolling")
    wall.keyboard.press("Space")

    for group in ceremony.chief.get(f"/api/v1/inspection/draws/{ceremony.uid}")["groups"]:
        shown = wall.locator("main li").filter(has_text=f"第 {group['no']} 组")
        expect(shown).to_contain_text("".join(one["name"] for one in group["officers"]))
        for entity in group["objects"]:
            expect(shown).to_contain_text(entity["name"])
    picture(wall, "draw-show-stopped")
    assert violations(wall) == []

    wall.emulate_media(reduced_motion="reduce")
    wall.reload()
    expect(first).to_contain_text("· · ·")
    wall.keyboard.press("Space")
    expect(first).not_to_contain_text("· · ·")


@pytest.mark.req("INS-4.4")
def test_a_typed_number_counts_when_the_witnesses_looked_it_up_too(people: People, picture: Picture) -> None:
    ceremony = Ceremony(people, "双色球抽查", value=announced(datetime.now(UTC) + timedelta(seconds=15)))
    office = people.desk(WITNESSES[0])
    promise(ceremony.address, (office,))
    ceremony.promise(ceremony.legal).commit()
    chief = ceremony.desk()

    chief.get_by_label("公布的值").fill("03,11,17,22,28,31,90", timeout=40_000)
    chief.get_by_label("在哪里查到的").fill("福彩官方网站第 2026140 期公告")
    picture(chief, "draw-public-value")
    chief.get_by_role("button", name="录入公共随机值").click()
    expect(chief.get_by_text("公共随机值已取得。")).to_be_visible()
    office.get_by_label("填写您查到的公共随机值").fill(LOTTERY)
    office.get_by_role("button", name="公开我的随机数").click()
    expect(office.get_by_text("您查到的公共随机值与录入的不同")).to_be_visible()
    picture(office, "draw-value-differs")

    chief.get_by_role("button", name="录入有误，更正").click()
    chief.get_by_label("公布的值").fill(LOTTERY)
    chief.get_by_label("在哪里查到的").fill("福彩官方网站第 2026140 期公告")
    chief.get_by_role("button", name="更正公共随机值").click()
    expect(chief.get_by_text("公共随机值已取得。")).to_be_visible()
    office.get_by_role("button", name="公开我的随机数").click()
    expect(office.get_by_text("等待其他见证人公开随机数。")).to_be_visible()
    ceremony.open(ceremony.legal, looked_up=LOTTERY)

    expect(chief.get_by_text("滚动只是展示")).to_be_visible(timeout=DRAWN_WITHIN_MS)
    assert ceremony.document()["public_value"]["value"] == LOTTERY


@pytest.mark.req("INS-4.4")
def test_a_number_that_is_never_opened_voids_the_draw_and_leaves_a_trace(people: People, picture: Picture) -> None:
    ceremony = Ceremony(people, "没有公开的抽查")
    ceremony.promise(*ceremony.takes_part).commit().bring_value().open(ceremony.office)
    chief = ceremony.desk()

    chief.get_by_role("button", name="作废").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_label("作废理由").fill("一名见证人在约定的时间内没有公开随机数")
    dialog.get_by_label("不可撤销").fill("作废")
    dialog.get_by_role("button", name="作废").click()

    expect(chief.get_by_text("一名见证人在约定的时间内没有公开随机数")).to_be_visible()
    picture(chief, "draw-void")
    visitor = people.phone()
    visitor.goto(f"/h5/draws/{ceremony.uid}")
    expect(visitor.get_by_text("这次抽取已作废。原因：一名见证人在约定的时间内没有公开随机数")).to_be_visible()
    picture(visitor, "h5-draw-void")


@pytest.mark.req("INS-4.4")
def test_a_repeated_draw_leaves_the_first_visible_with_reason_and_approver(people: People, picture: Picture) -> None:
    ceremony = Ceremony(people, "要重抽的抽查").draw()
    chief, approver = ceremony.desk(), person(ceremony.leader)["name"]
    chief.get_by_role("button", name="重抽").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_label("重抽理由").fill("抽中的两户已经停业，检查无法进行")
    choose(chief, "批准人", approver)
    dialog.get_by_role("button", name="申请重抽").click()
    expect(chief.get_by_text(f"等待{approver}批准重抽。")).to_be_visible()
    ceremony.uid = chief.url.rpartition("/")[2]

    leader = ceremony.desk(THIRD)
    leader.get_by_role("button", name="批准重抽").click()
    expect(leader.get_by_role("button", name="提交随机数摘要")).to_be_visible()
    ceremony.promise(*ceremony.takes_part).commit()

    visitor = people.phone()
    visitor.goto(f"/h5/draws/{ceremony.uid}")
    expect(visitor.get_by_text("这是一次重抽。原因：抽中的两户已经停业，检查无法进行")).to_be_visible()
    expect(visitor.get_by_text(f"批准人 {approver}")).to_be_visible()
    visitor.get_by_role("link", name="查看前一次抽取").click()
    expect(visitor.get_by_text("之后重抽过")).to_be_visible()
    picture(visitor, "h5-draw-repeated")
    assert violations(visitor) == []


@pytest.mark.req("INS-4.4")
def test_a_witness_brings_the_number_to_another_computer_in_a_file(people: People, tmp_path: Path) -> None:
    ceremony = Ceremony(people, "换电脑的抽查")
    office = people.desk(WITNESSES[0])
    promise(ceremony.address, (office,))
    with office.expect_download() as download:
        office.get_by_role("link", name="下载一份自己保存").click()
    kept = tmp_path / "随机数.txt"
    download.value.save_as(kept)
    ceremony.promise(ceremony.legal, ceremony.leader).commit().bring_value()

    elsewhere = ceremony.desk(WITNESSES[0])
    expect(elsewhere.get_by_role("button", name="公开我的随机数")).to_be_disabled()
    elsewhere.get_by_label("随机数", exact=True).fill("0" * 64)
    elsewhere.get_by_role("button", name="恢复").click()
    expect(elsewhere.get_by_text("这不是当初提交摘要的那个随机数")).to_be_visible()
    elsewhere.get_by_label("随机数文件").set_input_files(kept)

    open_up(elsewhere)
    expect(elsewhere.get_by_text("等待其他见证人公开随机数")).to_be_visible()
