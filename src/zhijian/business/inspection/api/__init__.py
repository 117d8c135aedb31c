"""HTTP of inspection, by subject."""

from ninja import Router

router = Router()
