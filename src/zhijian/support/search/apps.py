"""Django's entry of the search part."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search by any two characters, pinyin initials and codes, inside the scope."""

    name = "zhijian.support.search"
    label = "search"
