"""The countersign of one round: who must say yes, what a word does, when a record is signed (INS-5.4). Pure.

A word is bound to the hash of exactly one content; it counts only while that round stands (S-EV-09).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from zhijian.business.inspection.rules.stages import CountersignDecision, RecordState

Approvals = frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class Round:
    """A record as far as signatures go. approvals: who approved the standing content; empty after every change."""

    state: RecordState = RecordState.EDITING
    number: int = 0
    content_hash: str = ""
    submitter: UUID | None = None
    officers: frozenset[UUID] = frozenset()
    approvals: Approvals = field(default_factory=frozenset)

    @property
    def wanted(self) -> frozenset[UUID]:
        """Whose word is still asked for: every officer but who submitted, less those who approved."""
        if self.state is not RecordState.COUNTERSIGNING:
            return frozenset()
        return self.officers - {self.submitter} - self.approvals


@dataclass(frozen=True, kw_only=True)
class Word:
    """One officer's word, and on the day they speak: whether their certificate is valid, and why they keep away."""

    person: UUID
    decision: CountersignDecision
    content_hash: str
    has_certificate: bool
    avoids: str


def refusal_of(standing: Round, word: Word) -> tuple[str, str] | None:
    """Why a word cannot count, as code and sentence; None when it counts."""
    if standing.state is not RecordState.COUNTERSIGNING:
        return "inspection.not_countersigning", "这份记录当前不在会签中，请刷新后查看。"
    if word.person == standing.submitter:
        return "inspection.own_countersign", "提交人不能会签自己提交的记录，请由其他检查人员会签。"
    if word.person not in standing.officers:
        return "inspection.not_its_officer", "只有这项任务的检查人员可以会签。"
    if word.person in standing.approvals:
        return "inspection.already_countersigned", "您已经会签同意，不需要重复办理。"
    if not word.has_certificate:
        return "inspection.certificate_invalid", "会签人当日没有有效的执法证件，不能会签。"
    if word.avoids:
        return "inspection.must_keep_away", "会签人对这家主体应当回避，不能会签，请联系任务派发人改派人员。"
    if word.content_hash != standing.content_hash:
        return "inspection.content_changed", "记录内容在您查看之后有变动，请重新打开核对后再会签。"
    return None


def after_word(standing: Round, word: Word) -> Round:
    """The record after a word that counts: signed by the last approval, sent back by any rejection."""
    if word.decision is CountersignDecision.REJECT:
        return void(standing)
    approved = replace(standing, approvals=standing.approvals | {word.person})
    return approved if approved.wanted else replace(approved, state=RecordState.SIGNED)


def void(standing: Round) -> Round:
    """Back to editing; nobody's approval counts any more."""
    return replace(standing, state=RecordState.EDITING, approvals=frozenset())


def submitted(standing: Round, *, by: UUID, content_hash: str) -> Round:
    """A new round is up for countersigning: whatever was approved before belongs to another content."""
    return replace(
        standing,
        state=RecordState.COUNTERSIGNING,
        number=standing.number + 1,
        content_hash=content_hash,
        submitter=by,
        approvals=frozenset(),
    )


def with_officers(standing: Round, officers: Iterable[UUID]) -> Round:
    """Other officers stand in the content, so that it is another content: a standing round is void."""
    changed = replace(standing, officers=frozenset(officers))
    if changed.officers == standing.officers or standing.state is not RecordState.COUNTERSIGNING:
        return changed
    return void(changed)
