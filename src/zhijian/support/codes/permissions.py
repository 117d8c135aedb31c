"""Permissions of the codes part."""

from zhijian.support.identity.permissions import declare

declare(("codes.manage", "维护代码表"))
