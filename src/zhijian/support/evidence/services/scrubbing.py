"""The daily check of every stored file against its name."""

import logging
from datetime import datetime

from zhijian.kernel.hashes import Hasher
from zhijian.support.audit import services as audit
from zhijian.support.evidence import store
from zhijian.support.evidence.models import Blob, Scrub
from zhijian.support.evidence.types import ScrubRecord
from zhijian.support.identity.types import Actor

log = logging.getLogger("zhijian.evidence")


def scrub(*, by: Actor, at: datetime) -> ScrubRecord:
    """Hash every file again and name those whose bytes are other or gone; each is noted in the audit trail.

    Raises NotAllowed.
    """
    by.must("evidence.oversee")
    damaged: list[str] = []
    missing: list[str] = []
    checked = 0
    rows = Blob.objects.order_by("pk").values_list("sha256", "sm3")
    for sha256, sm3 in rows.iterator(chunk_size=500):
        checked += 1
        found = _state_of(sha256, sm3)
        if found == "sound":
            continue
        (missing if found == "missing" else damaged).append(sha256)
        log.error("evidence_file_unsound", extra={"sha256": sha256, "found": found})
        audit.note(action="evidence.file_unsound", subject=sha256, by=by, facts={"found": found})
    Scrub.objects.create(at=at, checked=checked, damaged=damaged, missing=missing)
    return ScrubRecord(at=at, checked=checked, damaged=tuple(damaged), missing=tuple(missing))


def _state_of(sha256: str, sm3: str) -> str:
    path = store.path_of(sha256)
    try:
        hashed = Hasher.over(store.chunks_of(path))
    except FileNotFoundError:
        return "missing"
    except OSError:  # the disk refuses to read it
        return "damaged"
    return "sound" if (hashed.sha256_hex(), hashed.sm3_hex()) == (sha256, sm3) else "damaged"
