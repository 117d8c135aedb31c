"""Permissions of the evidence part; who sees a piece follows from its subject, not from a permission."""

from zhijian.support.identity.permissions import declare

declare(
    ("evidence.capture", "上传和整理证据"),
    ("evidence.export", "下载证据原件和证据包"),
    ("evidence.oversee", "查看证据库完好性检查"),
)
