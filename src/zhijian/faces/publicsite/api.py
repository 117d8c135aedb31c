"""HTTP of publicsite."""

from ninja import Router

router = Router(tags=["publicsite"])
