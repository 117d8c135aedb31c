"""The countersign as a pure machine: every word in every standing, and long histories of words (INS-5.4, S-EV-09)."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from zhijian.business.inspection.rules.countersigning import (
    Round,
    Word,
    after_word,
    refusal_of,
    submitted,
    void,
    with_officers,
)
from zhijian.business.inspection.rules.stages import CountersignDecision, RecordState

LEAD, SECOND, THIRD, STRANGER = (UUID(int=number) for number in range(1, 5))
HASH, OTHER = "a" * 64, "b" * 64
YES, NO = CountersignDecision.APPROVE, CountersignDecision.REJECT


def waiting(*officers: UUID, approvals: frozenset[UUID] = frozenset()) -> Round:
    return Round(
        state=RecordState.COUNTERSIGNING,
        number=1,
        content_hash=HASH,
        submitter=LEAD,
        officers=frozenset(officers or (LEAD, SECOND)),
        approvals=approvals,
    )


def word(
    person: UUID = SECOND,
    decision: CountersignDecision = YES,
    content_hash: str = HASH,
    valid: bool = True,
    avoids: str = "",
) -> Word:
    return Word(person=person, decision=decision, content_hash=content_hash, has_certificate=valid, avoids=avoids)


@pytest.mark.req("INS-5.4")
def test_exactly_one_combination_of_conditions_lets_a_word_count() -> None:
    people, decisions = (LEAD, SECOND, THIRD, STRANGER), (YES, NO)
    counted = [
        (state, person, decision, content, valid, avoids)
        for state, person, decision, content, valid, avoids in product(
            RecordState, people, decisions, (HASH, OTHER), (True, False), ("", "近亲属在该店任职")
        )
        if refusal_of(
            Round(
                state=state, number=1, content_hash=HASH, submitter=LEAD,
                officers=frozenset({LEAD, SECOND, THIRD}), approvals=frozenset({THIRD}),
            ),
            word(person, decision, content, valid, avoids),
        )
        is None
    ]  # fmt: skip

    assert counted == [(RecordState.COUNTERSIGNING, SECOND, decision, HASH, True, "") for decision in decisions]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (word(LEAD), "inspection.own_countersign"),
        (word(STRANGER), "inspection.not_its_officer"),
        (word(valid=False), "inspection.certificate_invalid"),
        (word(avoids="近亲属在该店任职"), "inspection.must_keep_away"),
        (word(content_hash=OTHER), "inspection.content_changed"),
        (word(content_hash=HASH[:-1] + "b"), "inspection.content_changed"),
    ],
)
def test_each_refusal_has_its_own_code(given: Word, code: str) -> None:
    refusal = refusal_of(waiting(), given)

    assert refusal is not None
    assert refusal[0] == code


def test_an_officer_approves_once() -> None:
    refusal = refusal_of(waiting(LEAD, SECOND, THIRD, approvals=frozenset({SECOND})), word(SECOND))

    assert refusal is not None
    assert refusal[0] == "inspection.already_countersigned"


@pytest.mark.parametrize("state", [RecordState.EDITING, RecordState.SIGNED])
def test_outside_countersigning_no_word_counts(state: RecordState) -> None:
    standing = Round(state=state, number=1, content_hash=HASH, submitter=LEAD, officers=frozenset({LEAD, SECOND}))

    assert refusal_of(standing, word()) is not None
    assert standing.wanted == frozenset()


def test_the_last_approval_signs_and_an_earlier_one_does_not() -> None:
    first = after_word(waiting(LEAD, SECOND, THIRD), word(SECOND))
    second = after_word(first, word(THIRD))

    assert (first.state, first.wanted) == (RecordState.COUNTERSIGNING, frozenset({THIRD}))
    assert second.state is RecordState.SIGNED


@pytest.mark.req("S-EV-09")
def test_a_rejection_voids_what_others_approved() -> None:
    approved = after_word(waiting(LEAD, SECOND, THIRD), word(SECOND))

    back = after_word(approved, word(THIRD, NO))

    assert (back.state, back.approvals) == (RecordState.EDITING, frozenset())
    again = submitted(back, by=LEAD, content_hash=OTHER)
    assert (again.number, again.wanted) == (2, frozenset({SECOND, THIRD}))


@pytest.mark.req("S-EV-09")
def test_other_officers_make_it_another_content() -> None:
    approved = after_word(waiting(LEAD, SECOND, THIRD), word(SECOND))

    assert with_officers(approved, (LEAD, SECOND)).state is RecordState.EDITING
    assert with_officers(approved, (LEAD, SECOND, THIRD)) == approved
    assert void(approved).approvals == frozenset()


class Countersigning(RuleBasedStateMachine):
    """Any history of submissions, words and changes of officers, beside a ledger of who said yes to what."""

    people = st.sampled_from([LEAD, SECOND, THIRD, STRANGER])

    @initialize()
    def begin(self) -> None:
        self.standing = Round(officers=frozenset({LEAD, SECOND}))
        self.said_yes: set[tuple[UUID, str]] = set()
        self.submissions = 0

    @precondition(lambda self: self.standing.state is RecordState.EDITING)
    @rule(by=people, content=st.sampled_from([HASH, OTHER]))
    def submit(self, by: UUID, content: str) -> None:
        if by in self.standing.officers:
            self.standing = submitted(self.standing, by=by, content_hash=content)
            self.submissions += 1
            self.said_yes = {(by, content)}

    @rule(
        person=people,
        decision=st.sampled_from([YES, NO]),
        content=st.sampled_from([HASH, OTHER]),
        valid=st.booleans(),
        avoids=st.sampled_from(["", "近亲属在该店任职"]),
    )
    def speak(self, person: UUID, decision: CountersignDecision, content: str, valid: bool, avoids: str) -> None:
        said = word(person, decision, content, valid, avoids)
        if refusal_of(self.standing, said) is not None:
            return
        assert valid
        assert not avoids
        assert content == self.standing.content_hash
        self.standing = after_word(self.standing, said)
        if decision is YES:
            self.said_yes.add((person, content))
        else:
            self.said_yes = set()

    @precondition(lambda self: self.standing.state is not RecordState.SIGNED)
    @rule(officers=st.sets(people, min_size=2))
    def change_officers(self, officers: set[UUID]) -> None:
        before = self.standing
        self.standing = with_officers(before, officers)
        if self.standing.state is not before.state:
            self.said_yes = set()

    @invariant()
    def signed_means_all_said_yes_to_this_content(self) -> None:
        if self.standing.state is RecordState.SIGNED:
            assert {(one, self.standing.content_hash) for one in self.standing.officers} <= self.said_yes

    @invariant()
    def approvals_are_of_officers_and_of_this_content(self) -> None:
        others = self.standing.approvals - {self.standing.submitter}
        assert others <= self.standing.officers
        assert all((one, self.standing.content_hash) in self.said_yes for one in others)

    @invariant()
    def rounds_are_counted(self) -> None:
        assert self.standing.number == self.submissions

    @invariant()
    def a_waiting_record_waits_for_somebody(self) -> None:
        if self.standing.state is RecordState.COUNTERSIGNING:
            assert self.standing.wanted
            assert self.standing.submitter not in self.standing.wanted


TestCountersigning = Countersigning.TestCase
