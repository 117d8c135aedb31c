"""What can be done with evidence: sending it in, attaching it, deriving, discarding, submitting, checking the store."""

from zhijian.support.evidence.services.items import (
    EvidenceDiffers,
    EvidenceSubmitted,
    NotOwnCapture,
    attach,
    derive,
    discard,
    report_discarded,
    submit,
)
from zhijian.support.evidence.services.packages import Package, make_package
from zhijian.support.evidence.services.scrubbing import scrub
from zhijian.support.evidence.services.uploads import (
    ChunkRefused,
    OffsetWrong,
    QuotaUsed,
    UploadDiffers,
    UploadEnded,
    UploadIncomplete,
    UploadQuarantined,
    UploadRefused,
    abandon_old,
    append_chunk,
    begin_upload,
    finish_upload,
    store_bytes,
)

__all__ = [
    "ChunkRefused",
    "EvidenceDiffers",
    "EvidenceSubmitted",
    "NotOwnCapture",
    "OffsetWrong",
    "Package",
    "QuotaUsed",
    "UploadDiffers",
    "UploadEnded",
    "UploadIncomplete",
    "UploadQuarantined",
    "UploadRefused",
    "abandon_old",
    "append_chunk",
    "attach",
    "begin_upload",
    "derive",
    "discard",
    "finish_upload",
    "make_package",
    "report_discarded",
    "scrub",
    "store_bytes",
    "submit",
]
