"""What can be done with notices, messages and one-time codes."""

from zhijian.support.notices.services.codes import CodeRefused, TooManyCodes, issue_code, spend_code
from zhijian.support.notices.services.inbox import NoticeMissing, PersonMissing, mark_all_read, mark_read, notify
from zhijian.support.notices.services.messages import PhoneInvalid, deliver, deliver_due, send_sms

__all__ = [
    "CodeRefused",
    "NoticeMissing",
    "PersonMissing",
    "PhoneInvalid",
    "TooManyCodes",
    "deliver",
    "deliver_due",
    "issue_code",
    "mark_all_read",
    "mark_read",
    "notify",
    "send_sms",
    "spend_code",
]
