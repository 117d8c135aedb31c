"""Clues: where they come from and what may become of them; pure."""

from enum import StrEnum


class ClueSource(StrEnum):
    """Where a clue comes from (founding document 4.4(5)2)."""

    INSPECTION = "inspection"
    TEST = "test"
    CAMPAIGN = "campaign"
    DEPARTMENT = "department"
    REPORT = "report"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "inspection": "日常监管",
            "test": "检验检测",
            "campaign": "专项检查",
            "department": "其他部门通报",
            "report": "外部举报",
            "other": "其他",
        }[self.value]


class ClueStage(StrEnum):
    """Where a clue stands; verification comes before any case (DOMAIN 1.6)."""

    PENDING = "pending"
    ADOPTED = "adopted"
    DROPPED = "dropped"
    MERGED = "merged"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "pending": "待审核",
            "adopted": "已转案源",
            "dropped": "不予采用",
            "merged": "已并入其他线索",
        }[self.value]


NEXT_CLUE_STAGES: dict[ClueStage, frozenset[ClueStage]] = {
    ClueStage.PENDING: frozenset({ClueStage.ADOPTED, ClueStage.DROPPED, ClueStage.MERGED}),
    ClueStage.ADOPTED: frozenset(),
    ClueStage.DROPPED: frozenset(),
    ClueStage.MERGED: frozenset(),
}
