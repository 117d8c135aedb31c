"""Permissions of enforcement."""

from zhijian.support.identity.permissions import declare

declare(
    ("enforcement.clue_view", "查看稽查线索"),
    ("enforcement.clue_register", "登记稽查线索"),
    ("enforcement.clue_review", "审核稽查线索"),
)
