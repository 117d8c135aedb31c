"""The verifiable double-random draw (双随机): format ``draw/1``, procedure in ``docs/processes/draw.md``.

The order of use: ``plan`` (can it be drawn?), ``commit``, ``open_seed``, ``draw``, ``verify``.
"""

from zhijian.business.inspection.rules.draw.algorithm import Group, Plan, Result, plan
from zhijian.business.inspection.rules.draw.document import (
    CREDIT_CLASSES,
    FORMAT,
    THIRD_PERSON,
    Document,
    Libraries,
    NonceHash,
    ObjectRow,
    OfficerRow,
    Parameters,
    PromisedValue,
    PublicValue,
    RedrawOf,
    moment_of,
    moment_text,
)
from zhijian.business.inspection.rules.draw.eligibility import INELIGIBLE_LABELS, Ineligible, Refusal
from zhijian.business.inspection.rules.draw.impossible import DrawImpossible
from zhijian.business.inspection.rules.draw.reader import Malformed
from zhijian.business.inspection.rules.draw.reading import read_document
from zhijian.business.inspection.rules.draw.sealing import (
    commit,
    commitment,
    fingerprints,
    is_nonce,
    nonce_hash,
    open_seed,
    seed,
)
from zhijian.business.inspection.rules.draw.stages import (
    NEXT_STAGES,
    STAGE_LABELS,
    DrawNotRepeatable,
    DrawReasonMissing,
    DrawSelfApproved,
    DrawStage,
    may_move,
    may_redraw,
    redraw_of,
    void_reason,
)
from zhijian.business.inspection.rules.draw.verification import (
    Check,
    DrawNotReady,
    Verification,
    draw,
    verify,
    verify_commitment,
    verify_file,
)

__all__ = [
    "CREDIT_CLASSES",
    "FORMAT",
    "INELIGIBLE_LABELS",
    "NEXT_STAGES",
    "STAGE_LABELS",
    "THIRD_PERSON",
    "Check",
    "Document",
    "DrawImpossible",
    "DrawNotReady",
    "DrawNotRepeatable",
    "DrawReasonMissing",
    "DrawSelfApproved",
    "DrawStage",
    "Group",
    "Ineligible",
    "Libraries",
    "Malformed",
    "NonceHash",
    "ObjectRow",
    "OfficerRow",
    "Parameters",
    "Plan",
    "PromisedValue",
    "PublicValue",
    "RedrawOf",
    "Refusal",
    "Result",
    "Verification",
    "commit",
    "commitment",
    "draw",
    "fingerprints",
    "is_nonce",
    "may_move",
    "may_redraw",
    "moment_of",
    "moment_text",
    "nonce_hash",
    "open_seed",
    "plan",
    "read_document",
    "redraw_of",
    "seed",
    "verify",
    "verify_commitment",
    "verify_file",
    "void_reason",
]
