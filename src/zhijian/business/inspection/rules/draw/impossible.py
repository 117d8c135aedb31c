"""The refusal of a draw that cannot be made with these libraries and parameters."""

from zhijian.kernel.errors import Invalid


class DrawImpossible(Invalid):
    """No valid result exists; the message says what to change.

    The fact ``kind`` is stable: no_objects, few_objects, few_officers, few_leaders, no_pairing.
    """

    code = "inspection.draw_impossible"

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message, kind=kind)
        self.kind = kind
