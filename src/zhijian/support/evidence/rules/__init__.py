"""What evidence may be, how its times are judged, and which captures are missing: pure."""

from zhijian.support.evidence.rules.captures import (
    ClockFlag,
    Moment,
    clock_difference_s,
    clock_flags,
    missing_numbers,
    submission_hash,
)
from zhijian.support.evidence.rules.kinds import DERIVATIVES, CustodyAct, EvidenceKind, Form, UploadState
from zhijian.support.evidence.rules.media import (
    LARGEST_CHUNK,
    LARGEST_FILE,
    LARGEST_OPEN_BYTES,
    LARGEST_PIXELS,
    MOST_OPEN_UPLOADS,
    OURS,
    UPLOADABLE,
    extension_of,
    is_magic_of,
)

__all__ = [
    "DERIVATIVES",
    "LARGEST_CHUNK",
    "LARGEST_FILE",
    "LARGEST_OPEN_BYTES",
    "LARGEST_PIXELS",
    "MOST_OPEN_UPLOADS",
    "OURS",
    "UPLOADABLE",
    "ClockFlag",
    "CustodyAct",
    "EvidenceKind",
    "Form",
    "Moment",
    "UploadState",
    "clock_difference_s",
    "clock_flags",
    "extension_of",
    "is_magic_of",
    "missing_numbers",
    "submission_hash",
]
