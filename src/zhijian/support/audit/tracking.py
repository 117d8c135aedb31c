"""Which tables are tracked: all of them, but those named here with the reason."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

#: Tables without business content of their own. Everything else gets a trigger.
UNTRACKED: dict[str, str] = {
    "audit_auditleaf": "the trail itself",
    "audit_auditblock": "the trail itself; protected by its chain",
    "django_session": "opaque session data; the session's life is tracked in identity_signedin",
    "django_content_type": "Django's own table of models, changed by migrations only",
    "django_migrations": "Django's own record of migrations",
    "auth_permission": "Django's own permission rows, not used",
    "auth_group": "Django's own groups, not used",
    "auth_group_permissions": "Django's own groups, not used",
    "procrastinate_jobs": "job queue; the effect of a job is tracked where it writes",
    "procrastinate_events": "job queue",
    "procrastinate_periodic_defers": "job queue",
    "procrastinate_workers": "job queue",
    "requests_handledrequest": "answers kept for repeated requests; the acts themselves are tracked",
    "bus_outboxevent": "facts derived from tracked changes, immutable",
    "bus_delivery": "delivery state of events",
    "search_searchentry": "derived from tracked rows, can be rebuilt",
    "evidence_uploadchunk": "bytes on their way in; the finished upload is tracked",
}


def tracked_models() -> Iterator[type[models.Model]]:
    """Every managed model whose table gets the audit trigger."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table not in UNTRACKED:
            yield model


def masked_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Columns whose content never enters the trail (only that they changed)."""
    return tuple(getattr(model, "audit_masked", ()))


def kept_models() -> Iterator[type[models.Model]]:
    """Tracked models whose rows the application may not delete, as they say by ``never_deleted = True``."""
    return (model for model in tracked_models() if getattr(model, "never_deleted", False))
