"""HTTP of enforcement."""

from ninja import Router

router = Router(tags=["enforcement"])
