"""Django's entry of the audit part."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The audit trail: captured by triggers below the ORM."""

    name = "zhijian.support.audit"
    label = "audit"

    def ready(self) -> None:
        """Renew the triggers after every migration, and declare the permissions."""
        from zhijian.support.audit import permissions  # noqa: F401
        from zhijian.support.audit.capture import attach_once

        post_migrate.connect(attach_once)
