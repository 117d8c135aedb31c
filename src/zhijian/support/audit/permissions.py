"""Permissions of the audit part."""

# audit lies below identity in the build order, so the declaration names it late
from zhijian.support.identity.permissions import declare

declare(("audit.view", "查看和导出审计记录"))
