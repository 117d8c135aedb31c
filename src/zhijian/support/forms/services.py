"""Drafting, publishing and retiring forms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhijian.kernel.errors import Conflict, Invalid
from zhijian.support.forms.engine import definition_hash, parse_definition, publishable
from zhijian.support.forms.models import FormVersion
from zhijian.support.forms.queries import FormMissing, FormRecord, to_record
from zhijian.support.forms.rules import FormState
from zhijian.support.identity.types import Actor


class FormNotPublishable(Invalid):
    """The form still has problems; ``problems`` lists them."""

    code = "forms.not_publishable"


class FormFixed(Conflict):
    """A published version never changes; a new version has to be drafted."""

    code = "forms.fixed"


@transaction.atomic
def save_draft(*, definition: Mapping[str, Any], by: Actor, at: datetime) -> FormRecord:
    """Make or replace the draft of a version. Raises DefinitionInvalid, FormFixed, NotAllowed."""
    by.must("forms.manage")
    parsed = parse_definition(definition)
    row = FormVersion.objects.select_for_update().filter(code=parsed.code, version=parsed.version).first()
    if row is not None and row.state != FormState.DRAFT:
        raise FormFixed(f"检查表 {parsed.code} 第 {parsed.version} 版已发布，请另存为新版本再修改。")
    row = row or FormVersion(code=parsed.code, version=parsed.version, created_at=at)
    applies = definition.get("applies", {})
    row.title = parsed.title
    row.classes, row.kinds = list(applies.get("classes", [])), list(applies.get("kinds", []))
    row.definition, row.hash = dict(definition), definition_hash(definition)
    row.save()
    return to_record(row)


@transaction.atomic
def publish(*, code: str, version: int, by: Actor, at: datetime) -> FormRecord:
    """Publish a draft; the version published before retires, and tasks that carry it keep it.

    Raises FormMissing, FormFixed, FormNotPublishable, NotAllowed.
    """
    by.must("forms.manage")
    row = _found(code, version)
    if row.state != FormState.DRAFT:
        raise FormFixed(f"检查表 {code} 第 {version} 版不是草稿。", state=row.state)
    before = FormVersion.objects.select_for_update().filter(code=code, state=FormState.PUBLISHED).first()
    problems = publishable(row.definition, before.definition if before else None)
    blocking = [problem.message_zh for problem in problems if problem.blocking]
    if blocking:
        raise FormNotPublishable(f"检查表还有 {len(blocking)} 处问题，不能发布。", problems=blocking)
    if before is not None:
        before.state, before.retired_at = FormState.RETIRED, at
        before.save(update_fields=["state", "retired_at"])
    row.state, row.published_at = FormState.PUBLISHED, at
    row.save(update_fields=["state", "published_at"])
    return to_record(row)


@transaction.atomic
def retire(*, code: str, version: int, by: Actor, at: datetime) -> FormRecord:
    """Take a published version out of use; old records and tasks keep it. Raises FormMissing, FormFixed, NotAllowed."""
    by.must("forms.manage")
    row = _found(code, version)
    if row.state != FormState.PUBLISHED:
        raise FormFixed(f"检查表 {code} 第 {version} 版没有在用。", state=row.state)
    row.state, row.retired_at = FormState.RETIRED, at
    row.save(update_fields=["state", "retired_at"])
    return to_record(row)


def _found(code: str, version: int) -> FormVersion:
    row = FormVersion.objects.select_for_update().filter(code=code, version=version).first()
    if row is None:
        raise FormMissing(f"没有找到检查表 {code} 第 {version} 版。")
    return row


@transaction.atomic
def load_presets(*, definitions: Iterable[Mapping[str, Any]], by: Actor, at: datetime) -> int:
    """Publish shipped forms whose version is not known yet; gives how many. What was published stays as it is."""
    count = 0
    for definition in definitions:
        code, version = str(definition["code"]), int(definition["version"])
        if not FormVersion.objects.filter(code=code, version__gte=version).exists():
            save_draft(definition=definition, by=by, at=at)
            publish(code=code, version=version, by=by, at=at)
            count += 1
    return count
