"""Django's entry of exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Data moving in and out: tabular files checked row by row."""

    name = "zhijian.data.exchange"
    label = "exchange"
