"""Django's entry of the requests part."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Requests that act exactly once, by the id their client gave them."""

    name = "zhijian.support.requests"
    label = "requests"
