"""Permissions of the deadlines part."""

from zhijian.support.identity.permissions import declare

declare(("deadlines.manage", "维护工作日历和期限规则"))
