"""Life cycles of tasks, inspections, rectifications and publications, each one visible table: pure."""

from enum import StrEnum


class TaskKind(StrEnum):
    """Why an entity is visited (DOMAIN 3.2)."""

    DAILY = "daily"
    SPECIAL = "special"
    RANDOM = "random"
    TEMPORARY = "temporary"
    REINSPECTION = "reinspection"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "daily": "日常检查",
            "special": "专项检查",
            "random": "双随机抽查",
            "temporary": "临时任务（飞行检查）",
            "reinspection": "整改复查",
        }[self.value]


class TaskStage(StrEnum):
    """Where a task stands."""

    PLANNED = "planned"
    APPROVED = "approved"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    COUNTERSIGNING = "countersigning"
    FINISHED = "finished"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "planned": "待审批",
            "approved": "待派发",
            "dispatched": "已派发",
            "accepted": "已接收",
            "in_progress": "检查中",
            "countersigning": "待会签",
            "finished": "已完成",
            "archived": "已归档",
            "cancelled": "已取消",
        }[self.value]


NEXT_TASK_STAGES: dict[TaskStage, frozenset[TaskStage]] = {
    TaskStage.PLANNED: frozenset({TaskStage.APPROVED, TaskStage.CANCELLED}),
    TaskStage.APPROVED: frozenset({TaskStage.DISPATCHED, TaskStage.CANCELLED}),
    TaskStage.DISPATCHED: frozenset({TaskStage.ACCEPTED, TaskStage.IN_PROGRESS, TaskStage.CANCELLED}),
    TaskStage.ACCEPTED: frozenset({TaskStage.IN_PROGRESS, TaskStage.CANCELLED}),
    TaskStage.IN_PROGRESS: frozenset({TaskStage.COUNTERSIGNING, TaskStage.CANCELLED}),
    TaskStage.COUNTERSIGNING: frozenset({TaskStage.IN_PROGRESS, TaskStage.FINISHED}),
    TaskStage.FINISHED: frozenset({TaskStage.ARCHIVED}),
    TaskStage.ARCHIVED: frozenset(),
    TaskStage.CANCELLED: frozenset(),
}


def may_move(current: TaskStage, wanted: TaskStage) -> bool:
    """Whether a task may go from one stage to another."""
    return wanted in NEXT_TASK_STAGES[current]


class CountersignDecision(StrEnum):
    """What the second officer says of a record."""

    APPROVE = "approve"
    REJECT = "reject"

    @property
    def label(self) -> str:
        """What users read."""
        return {"approve": "同意", "reject": "退回"}[self.value]


class CountersignMethod(StrEnum):
    """How the second officer says it (INS-5.4)."""

    APP = "app"
    SMS = "sms"

    @property
    def label(self) -> str:
        """What users read."""
        return {"app": "本人登录会签", "sms": "短信验证码会签"}[self.value]


class RecordState(StrEnum):
    """Where the record of an inspection stands."""

    EDITING = "editing"
    COUNTERSIGNING = "countersigning"
    SIGNED = "signed"

    @property
    def label(self) -> str:
        """What users read."""
        return {"editing": "填写中", "countersigning": "待会签", "signed": "已会签"}[self.value]


NEXT_RECORD_STATES: dict[RecordState, frozenset[RecordState]] = {
    RecordState.EDITING: frozenset({RecordState.COUNTERSIGNING}),
    RecordState.COUNTERSIGNING: frozenset({RecordState.EDITING, RecordState.SIGNED}),
    RecordState.SIGNED: frozenset(),
}


class RectificationStage(StrEnum):
    """Where an order to rectify stands; it is closed by a re-inspection, or withdrawn by the office that gave it."""

    ORDERED = "ordered"
    REINSPECTING = "reinspecting"
    CLOSED = "closed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "ordered": "整改中",
            "reinspecting": "待复查",
            "closed": "整改合格",
            "failed": "整改不合格",
            "withdrawn": "已撤销",
        }[self.value]


NEXT_RECTIFICATION_STAGES: dict[RectificationStage, frozenset[RectificationStage]] = {
    RectificationStage.ORDERED: frozenset({RectificationStage.REINSPECTING, RectificationStage.WITHDRAWN}),
    RectificationStage.REINSPECTING: frozenset(
        {RectificationStage.ORDERED, RectificationStage.CLOSED, RectificationStage.FAILED}
    ),
    RectificationStage.CLOSED: frozenset(),
    RectificationStage.FAILED: frozenset(),
    RectificationStage.WITHDRAWN: frozenset(),
}
OPEN_RECTIFICATIONS = (RectificationStage.ORDERED, RectificationStage.REINSPECTING)
"""Stages in which the entity still has to obey."""


class PublicationState(StrEnum):
    """Whether the public sees a result; the 20-working-day clock runs while it is pending."""

    PENDING = "pending"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "pending": "待公示",
            "published": "已公示",
            "withheld": "不予公示",
            "withdrawn": "已撤回",
        }[self.value]


NEXT_PUBLICATION_STATES: dict[PublicationState, frozenset[PublicationState]] = {
    PublicationState.PENDING: frozenset({PublicationState.PUBLISHED, PublicationState.WITHHELD}),
    PublicationState.WITHHELD: frozenset({PublicationState.PUBLISHED}),
    PublicationState.PUBLISHED: frozenset({PublicationState.WITHDRAWN}),
    PublicationState.WITHDRAWN: frozenset({PublicationState.PUBLISHED}),
}


class Disposition(StrEnum):
    """What follows from an inspection (食品生产经营监督检查管理办法 第三十二、三十三条; DOMAIN 5.4)."""

    PASSED = "passed"
    FIXED_ON_SITE = "fixed_on_site"
    RECTIFY = "rectify"
    TRANSFER = "transfer"
    COULD_NOT_INSPECT = "could_not_inspect"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "passed": "符合",
            "fixed_on_site": "当场整改",
            "rectify": "限期整改",
            "transfer": "转立案调查",
            "could_not_inspect": "无法检查",
        }[self.value]


#: Result codes of the national publicity system for random checks (DOMAIN 3.5); those marked need a detail.
RESULT_CODES: dict[str, tuple[str, bool]] = {
    "1": ("未发现问题", False),
    "B": ("未按规定公示应当公示的信息", True),
    "C": ("公示信息隐瞒真实情况、弄虚作假", True),
    "6": ("通过登记的住所（经营场所）无法联系", True),
    "E": ("发现问题经责令已改正", True),
    "8": ("不配合检查情节严重", True),
    "F": ("未发现开展本次抽查涉及的经营活动", False),
    "7": ("已关闭停业或正在组织清算", False),
    "9": ("注销", False),
    "10": ("被吊销", False),
    "11": ("被撤销", False),
    "12": ("迁出", False),
    "3": ("违反食品药品相关规定", True),
    "4": ("违反质量技术监督相关规定", True),
    "D": ("违反其他工商相关规定", True),
    "5": ("违反其他部门相关规定", True),
    "G": ("违反公安相关规定", True),
}
