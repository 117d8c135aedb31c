"""The published document ``draw/1``: its fields, as plain JSON."""

from datetime import UTC, datetime
from typing import Final, Literal, TypedDict

FORMAT: Final = "draw/1"
THIRD_PERSON: Final = "third-person"
CreditClass = Literal["A", "B", "C", "D"]
Rates = dict[CreditClass, int]

CREDIT_CLASSES: Final[tuple[CreditClass, ...]] = ("D", "C", "B", "A")
"""Riskiest first: the order in which strata are drawn and equal remainders are settled."""


MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


def moment_text(at: datetime) -> str:
    """A moment as the published document writes it, in whole seconds."""
    return at.astimezone(UTC).strftime(MOMENT)


def moment_of(text: str) -> datetime:
    """A moment of the published document as a value."""
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)


class ObjectRow(TypedDict):
    """One object of inspection.  status: 主体状态 code 1 存续 · 2/3 吊销 · 4 注销 · 5 撤销 · 6 迁出 · 9 其他."""

    uid: str
    name: str
    uscc: str
    credit_class: CreditClass
    status: str
    classes: list[str]
    district: str


class OfficerRow(TypedDict):
    """One officer.  certificate_valid_to: first day no longer valid, None when open; conflicts: object uids (回避)."""

    uid: str
    name: str
    organisation: str
    certificate_number: str
    certificate_valid_from: str
    certificate_valid_to: str | None
    specialities: list[str]
    leader: bool
    conflicts: list[str]


class Libraries(TypedDict):
    """Both libraries as they stood at the commitment, each in ascending order of uid."""

    objects: list[ObjectRow]
    officers: list[OfficerRow]


class Fingerprints(TypedDict):
    """SHA-256 of the canonical JSON of each library."""

    objects: str
    officers: str


class Exclusion(TypedDict):
    """One object or officer taken out by hand, and why (workload, leave, inspected lately, ...)."""

    uid: str
    reason: str


class Form(TypedDict):
    """The inspection form, by code and content hash."""

    code: str
    hash: str


class Parameters(TypedDict):
    """What was asked for.  period_until: first day after the period; rates: permille by credit class."""

    algorithm: str
    name: str
    form: Form
    period_from: str
    period_until: str
    draw_on: str
    groups: int
    officers_per_group: int
    objects_per_group: int | None
    rates: Rates | None
    leader_rule: bool
    specialities: list[str]
    excluded_objects: list[Exclusion]
    excluded_officers: list[Exclusion]


class NonceHash(TypedDict):
    """A person's promise of a random number: SHA-256 of its lower-case hexadecimal text."""

    person: str
    organisation: str
    sha256: str


class PromisedValue(TypedDict):
    """The public value that will be used, named before it exists; third_person only on a closed network."""

    source: str
    identifier: str
    notation: str
    promised_at: str
    third_person: NonceHash | None


class RedrawOf(TypedDict):
    """The earlier draw that this one replaces."""

    commitment: str
    reason: str
    requested_by: str
    approved_by: str


class PublicValue(TypedDict):
    """The public value once it exists.  fetched_at is told but never enters the seed; signature: drand only."""

    value: str
    source: str
    fetched_at: str
    signature: str | None


class Document(TypedDict):
    """The whole published document; the last four are None until their moment has come."""

    format: str
    libraries: Libraries
    fingerprints: Fingerprints
    parameters: Parameters
    nonce_hashes: list[NonceHash]
    promised_value: PromisedValue
    committed_at: str
    redraw_of: RedrawOf | None
    commitment: str
    public_value: PublicValue | None
    nonces: list[str] | None
    seed: str | None
    result: object
