"""The shapes of official numbers (GB/T 9704): pure."""


def document_number(prefix: str, year: int, serial: int) -> str:
    """机关代字 + 文书代字 + 〔年份〕 + 序号 + 号, brackets U+3014/U+3015, serial without leading zeros."""
    return f"{prefix}〔{year}〕{serial}号"


def task_number(prefix: str, year: int, serial: int) -> str:
    """A working number such as ``JC-2026-000123``."""
    return f"{prefix}-{year}-{serial:06d}"
