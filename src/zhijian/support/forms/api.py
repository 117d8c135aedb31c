"""HTTP of forms."""

from ninja import Router

router = Router(tags=["forms"])
