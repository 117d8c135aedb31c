"""HTTP of the demonstration: signing in by role card; exists in demo mode only."""

from ninja import Router

router = Router(tags=["demo"])
