"""Permissions of the documents part."""

from zhijian.support.identity.permissions import declare

declare(("documents.void", "作废已发文书"))
