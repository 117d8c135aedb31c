"""The one way in which the platform calls other systems over HTTP (S-IN-05)."""

from zhijian.support.outbound.addresses import Destination, OutboundRefused
from zhijian.support.outbound.client import Answer, OutboundFailed, fetch

__all__ = ["Answer", "Destination", "OutboundFailed", "OutboundRefused", "fetch"]
