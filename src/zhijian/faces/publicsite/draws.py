"""What the public sees of draws."""

from uuid import UUID

from zhijian.business.inspection.queries import published_draws as draws
from zhijian.business.inspection.types.draws import PublicDraw


def published_draws(*, text: str, after: str | None, limit: int) -> tuple[list[PublicDraw], str | None]:
    """Committed draws, the newest first, voided and repeated ones included."""
    return draws.published_draws(text=text.strip(), after=after, limit=limit)


def published_document(*, draw: UUID) -> bytes:
    """The published document of one draw. Raises DrawUnpublished."""
    return draws.published_document(draw=draw)
