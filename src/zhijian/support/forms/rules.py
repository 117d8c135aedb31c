"""Life of a form's version; pure."""

from enum import StrEnum


class FormState(StrEnum):
    """Where a version of a form stands; a published one never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """What users read."""
        return {"draft": "草稿", "published": "已发布", "retired": "已停用"}[self.value]


NEXT_FORM_STATES: dict[FormState, frozenset[FormState]] = {
    FormState.DRAFT: frozenset({FormState.PUBLISHED}),
    FormState.PUBLISHED: frozenset({FormState.RETIRED}),
    FormState.RETIRED: frozenset(),
}
