"""HTTP of notices."""

from ninja import Router

router = Router(tags=["notices"])
