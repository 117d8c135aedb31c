"""Django's entry of the bus part."""

from django.apps import AppConfig


class BusConfig(AppConfig):
    """Events with an outbox: written with the change, delivered after commit, handled once."""

    name = "zhijian.support.bus"
    label = "bus"
