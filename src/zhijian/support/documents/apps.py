"""Django's entry of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Issued papers: numbered, immutable, checkable by anybody."""

    name = "zhijian.support.documents"
    label = "documents"
