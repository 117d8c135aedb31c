"""The console's menu: what a person may not enter is not shown (POR-1)."""

from dataclasses import dataclass, replace

from zhijian.support.identity.types import Actor


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One menu entry; shown to holders of any of ``permissions`` (to all signed in when there are none).

    demo_only: exists in the demonstration alone.
    """

    key: str
    label: str
    path: str
    icon: str
    permissions: tuple[str, ...] = ()
    demo_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """A headed group of entries; ``key`` and ``icon`` are the console's names for it and its picture."""

    key: str
    label: str
    icon: str
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group(
        key="work",
        label="工作",
        icon="home",
        entries=(
            Entry(key="home", label="工作台", path="/", icon="home"),
            Entry(key="worklist", label="待办中心", path="/worklist", icon="list"),
            Entry(key="calendar", label="日历", path="/calendar", icon="calendar", permissions=("inspection.view",)),
        ),
    ),
    Group(
        key="supervision",
        label="日常监管",
        icon="supervision",
        entries=(
            Entry(
                key="tasks",
                label="检查任务",
                path="/inspection/tasks",
                icon="task",
                permissions=("inspection.view",),
            ),
            Entry(
                key="records",
                label="检查记录",
                path="/inspection/records",
                icon="record",
                permissions=("inspection.view",),
            ),
            Entry(
                key="rectifications",
                label="整改跟踪",
                path="/inspection/rectifications",
                icon="rectify",
                permissions=("inspection.view",),
            ),
            Entry(
                key="publications",
                label="结果公示",
                path="/inspection/publications",
                icon="publish",
                permissions=("inspection.publish",),
            ),
            Entry(
                key="forms",
                label="检查表",
                path="/forms",
                icon="form",
                permissions=("forms.manage", "inspection.view"),
            ),
        ),
    ),
    Group(
        key="random",
        label="双随机",
        icon="random",
        entries=(
            Entry(
                key="draws",
                label="抽取方案",
                path="/inspection/draws",
                icon="draw",
                permissions=("inspection.draw", "inspection.draw_witness", "inspection.approve"),
            ),
            Entry(
                key="officer-pools",
                label="人员名录库",
                path="/inspection/officer-pools",
                icon="people",
                permissions=("inspection.pools",),
            ),
            Entry(
                key="object-pools",
                label="对象名录库",
                path="/inspection/object-pools",
                icon="objects",
                permissions=("inspection.pools",),
            ),
            Entry(
                key="avoidances",
                label="回避登记",
                path="/inspection/avoidances",
                icon="warning",
                permissions=("inspection.perform", "inspection.pools"),
            ),
        ),
    ),
    Group(
        key="register",
        label="监管要素",
        icon="register",
        entries=(
            Entry(
                key="entities",
                label="企业档案",
                path="/registry/entities",
                icon="entity",
                permissions=("registry.view",),
            ),
            Entry(
                key="licences",
                label="到期证照",
                path="/registry/licences",
                icon="clock",
                permissions=("registry.view",),
            ),
            Entry(
                key="imports",
                label="数据导入",
                path="/registry/imports",
                icon="import",
                permissions=("registry.import", "inspection.pools"),
            ),
        ),
    ),
    Group(
        key="enforcement",
        label="稽查执法",
        icon="case",
        entries=(
            Entry(
                key="clues",
                label="稽查线索",
                path="/enforcement/clues",
                icon="clue",
                permissions=("enforcement.clue_view",),
            ),
        ),
    ),
    Group(
        key="system",
        label="系统",
        icon="setting",
        entries=(
            Entry(
                key="people",
                label="机构与人员",
                path="/system/people",
                icon="organisation",
                permissions=("identity.view",),
            ),
            Entry(
                key="roles",
                label="角色与权限",
                path="/system/roles",
                icon="supervision",
                permissions=("identity.grant",),
            ),
            Entry(key="codes", label="代码表", path="/system/codes", icon="code", permissions=("codes.manage",)),
            Entry(
                key="deadlines",
                label="期限与工作日历",
                path="/system/deadlines",
                icon="clock",
                permissions=("deadlines.manage",),
            ),
            Entry(key="audit", label="审计记录", path="/system/audit", icon="audit", permissions=("audit.view",)),
            Entry(
                key="outbox",
                label="短信发件箱",
                path="/system/outbox",
                icon="message",
                permissions=("notices.outbox",),
                demo_only=True,
            ),
        ),
    ),
)


def menu_for(by: Actor, *, demo: bool) -> list[Group]:
    """The groups and entries this person may enter; empty groups are left out."""
    shown = [
        replace(group, entries=tuple(entry for entry in group.entries if _is_open(entry, by, demo))) for group in MENU
    ]
    return [group for group in shown if group.entries]


def _is_open(entry: Entry, by: Actor, demo: bool) -> bool:
    if entry.demo_only and not demo:
        return False
    return not entry.permissions or any(map(by.may, entry.permissions))
