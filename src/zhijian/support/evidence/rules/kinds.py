"""The closed lists of the evidence store."""

from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    PHOTO = "photo"
    VIDEO = "video"
    SOUND = "sound"
    FILE = "file"
    SIGNATURE = "signature"

    @property
    def label(self) -> str:
        """What users read."""
        return {"photo": "照片", "video": "录像", "sound": "录音", "file": "文件", "signature": "签名"}[self.value]


class Form(StrEnum):
    """An original, or what was made from one; the original itself is never changed."""

    ORIGINAL = "original"
    ANNOTATION = "annotation"
    CROP = "crop"

    @property
    def label(self) -> str:
        """What users read."""
        return {"original": "原件", "annotation": "标注", "crop": "裁剪"}[self.value]


DERIVATIVES = frozenset({Form.ANNOTATION, Form.CROP})
"""What people make and keep; thumbnails and watermarked views are made by the store at every look."""


class UploadState(StrEnum):
    """Where a file on its way in stands."""

    RECEIVING = "receiving"
    STORED = "stored"
    QUARANTINED = "quarantined"
    ABANDONED = "abandoned"

    @property
    def label(self) -> str:
        """What users read."""
        return {"receiving": "上传中", "stored": "已入库", "quarantined": "已隔离", "abandoned": "已放弃"}[self.value]


class CustodyAct(StrEnum):
    """What happened to a piece of evidence; each is one line of its chain of custody (S-EV-05)."""

    RECEIVED = "received"
    PREVIEWED = "previewed"
    VIEWED = "viewed"
    DOWNLOADED = "downloaded"
    EXPORTED = "exported"
    DERIVED = "derived"
    DISCARDED = "discarded"
    SUBMITTED = "submitted"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "received": "入库",
            "previewed": "看缩略图",
            "viewed": "查看",
            "downloaded": "下载原件",
            "exported": "导出证据包",
            "derived": "制作副本",
            "discarded": "作废",
            "submitted": "随记录提交",
        }[self.value]
