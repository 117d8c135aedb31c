"""Permissions of inspection."""

from zhijian.support.identity.permissions import declare

declare(
    ("inspection.view", "查看检查任务和记录"),
    ("inspection.create", "创建检查任务"),
    ("inspection.approve", "审批和派发检查任务"),
    ("inspection.perform", "实施现场检查"),
    ("inspection.countersign", "会签检查记录"),
    ("inspection.rectify", "跟踪整改和复查"),
    ("inspection.publish", "公示检查结果"),
    ("inspection.pools", "维护双随机名录库和回避关系"),
    ("inspection.draw", "组织双随机抽取"),
    ("inspection.draw_witness", "提交双随机随机数"),
    ("inspection.report_serious", "将严重问题转稽查线索"),
)
