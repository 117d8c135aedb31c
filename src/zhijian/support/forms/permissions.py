"""Permissions of the forms part."""

from zhijian.support.identity.permissions import declare

declare(("forms.manage", "编辑、发布和停用检查表"))
