"""Permissions of the notices part; one's own notices need none."""

from zhijian.support.identity.permissions import declare

declare(("notices.outbox", "查看演示短信"))
