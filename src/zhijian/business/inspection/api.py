"""HTTP of inspection."""

from ninja import Router

router = Router(tags=["inspection"])
