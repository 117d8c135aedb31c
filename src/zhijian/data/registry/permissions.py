"""Permissions of the register."""

from zhijian.support.identity.permissions import declare

declare(
    ("registry.view", "查看主体档案"),
    ("registry.manage", "维护主体档案"),
    ("registry.import", "批量导入主体"),
    ("registry.export", "导出主体清单"),
    ("registry.export_phones", "导出主体清单时带完整联系电话"),
    ("registry.view_number", "查看主体人员证件号码"),
)
