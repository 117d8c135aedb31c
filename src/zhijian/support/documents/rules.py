"""States of issued papers and the shape of their verification codes; pure."""

import secrets
from enum import StrEnum

from zhijian.kernel.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that nothing is misread from paper."""
GROUPS, GROUP_LENGTH = 4, 4
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


class CodeInvalid(Invalid):
    """What was typed cannot be a verification code."""

    code = "documents.code_invalid"


class DocumentState(StrEnum):
    """Whether a paper stands."""

    ISSUED = "issued"
    VOID = "void"

    @property
    def label(self) -> str:
        """What users read."""
        return {"issued": "有效", "void": "已作废"}[self.value]


def new_code() -> str:
    """A fresh code of 80 random bits in four groups, such as ``7K3M-Q0ZD-41AB-XN9T``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH))
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def parse_code(text: str) -> str:
    """The code of what was typed or scanned: any case, with or without hyphens. Raises CodeInvalid."""
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(_READ_AS)
    if len(letters) != GROUPS * GROUP_LENGTH or any(c not in ALPHABET for c in letters):
        raise CodeInvalid("核验码应为 16 位字母和数字，请对照文书页脚重新输入。")
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))
