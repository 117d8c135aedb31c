"""HTTP of forms."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from ninja import Router, Schema
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.support.forms import queries, services
from zhijian.support.identity.http_auth import Request, needs, signed_in

router = Router(tags=["forms"])


class FormRowOut(Schema):
    """One version of a form in a list."""

    code: str
    version: int
    title: str
    classes: list[str]
    kinds: list[str]
    hash: str
    state: str
    state_label: str
    created_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


class FormOut(FormRowOut):
    """One version of a form with its definition (inspect-form/1)."""

    definition: dict[str, Any]


class DraftIn(Schema):
    """A form's definition (inspect-form/1)."""

    definition: dict[str, Any]


@router.get("", auth=signed_in, operation_id="listForms", response=list[FormRowOut])
def forms(
    request: Request,
    supervision_class: list[str] = Query([]),  # noqa: B008 (ninja's way of declaring a list parameter)
    all_versions: bool = False,
) -> list[dict[str, Any]]:
    """Published forms by code; all versions on demand."""
    found = queries.forms(classes=supervision_class, with_all_versions=all_versions)
    return [asdict(item) for item in found]


@router.post("/drafts", auth=needs("forms.manage"), operation_id="saveFormDraft", response=FormOut)
def save_draft(request: Request, body: DraftIn) -> dict[str, Any]:
    """Make or replace the draft of a version."""
    return asdict(services.save_draft(definition=body.definition, by=request.auth, at=clock.now()))


@router.get("/{code}", auth=signed_in, operation_id="getForm", response=FormOut)
def form(request: Request, code: str, version: int | None = None) -> dict[str, Any]:
    """The published version of a form, or the one asked for."""
    return asdict(queries.form(code=code, version=version))


@router.post(
    "/{code}/versions/{version}/publish", auth=needs("forms.manage"), operation_id="publishForm", response=FormOut
)
def publish(request: Request, code: str, version: int) -> dict[str, Any]:
    """Publish a draft."""
    return asdict(services.publish(code=code, version=version, by=request.auth, at=clock.now()))


@router.post(
    "/{code}/versions/{version}/retire", auth=needs("forms.manage"), operation_id="retireForm", response=FormOut
)
def retire(request: Request, code: str, version: int) -> dict[str, Any]:
    """Take a published version out of use."""
    return asdict(services.retire(code=code, version=version, by=request.auth, at=clock.now()))
