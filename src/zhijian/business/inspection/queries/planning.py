"""The dry check of a draw: who and what could be drawn as of now."""

from collections.abc import Iterable
from datetime import date

from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.queries.forms import form_in_force
from zhijian.business.inspection.queries.libraries import PresentLibraries, present_libraries
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import INELIGIBLE_LABELS, DrawImpossible, Parameters, Refusal
from zhijian.business.inspection.rules.draw.document import CreditClass
from zhijian.business.inspection.rules.draw.eligibility import pools
from zhijian.business.inspection.rules.draw.quotas import class_sizes, quotas, total_wanted
from zhijian.business.inspection.rules.libraries import draw_parameters
from zhijian.business.inspection.types.draws import DrawParameters, DrawPlan, PlanProblem, RefusedRow

SHOWN = 200


def present(row: Draw, asked: DrawParameters, *, on: date) -> tuple[PresentLibraries, Parameters]:
    """The libraries a commitment on this day would freeze, and the parameters as they would be published."""
    found = present_libraries(
        officer_pool=row.officer_pool, object_pool=row.object_pool, classes=row.matter.classes, on=on
    )
    form = form_in_force(row.matter.form_code)
    parameters = draw_parameters(
        asked,
        classes=row.matter.classes,
        form_code=form.code,
        form_hash=form.hash,
        on=on,
        objects=found.libraries["objects"],
        officers=found.libraries["officers"],
    )
    return found, parameters


def plan_of(row: Draw, asked: DrawParameters, *, on: date) -> DrawPlan:
    """Counts, shares and reasons; ``problems`` is empty when the draw can be made as it is. Raises FormMissing."""
    found, parameters = present(row, asked, on=on)
    eligible = pools(found.libraries, parameters)
    problem = _problem(found, parameters)
    sizes = class_sizes(item["credit_class"] for item in eligible.objects)
    wanted, shares = _wanted(parameters, sizes)
    names = {item["uid"]: item["name"] for item in (*found.libraries["objects"], *found.libraries["officers"])}
    return DrawPlan(
        is_possible=problem is None,
        problems=(problem,) if problem else (),
        objects=len(found.libraries["objects"]),
        objects_eligible=len(eligible.objects),
        objects_wanted=wanted,
        by_credit_class={str(name): size for name, size in sizes.items()},
        quotas=shares,
        officers=len(found.libraries["officers"]),
        officers_eligible=len(eligible.officers),
        officers_needed=asked.groups * asked.officers_per_group,
        leaders_eligible=sum(officer["leader"] for officer in eligible.officers),
        refused_objects=_refused(eligible.refused_objects, names),
        refused_officers=_refused(eligible.refused_officers, names),
        left_out_objects=found.left_out_objects[:SHOWN],
        left_out_officers=found.left_out_officers[:SHOWN],
    )


def _problem(found: PresentLibraries, parameters: Parameters) -> PlanProblem | None:
    try:
        drawing.plan(found.libraries, parameters)
    except DrawImpossible as error:
        return PlanProblem(kind=error.kind, message=error.message)
    return None


def _wanted(parameters: Parameters, sizes: dict[CreditClass, int]) -> tuple[int | None, dict[str, int] | None]:
    try:
        wanted = total_wanted(parameters, sizes)
    except DrawImpossible:
        return None, None
    rates = parameters["rates"]
    shares = quotas(sizes, rates, wanted) if rates else None
    return wanted, {str(name): share for name, share in shares.items()} if shares else None


def _refused(refusals: Iterable[Refusal], names: dict[str, str]) -> tuple[RefusedRow, ...]:
    return tuple(
        RefusedRow(
            uid=refusal.uid,
            name=names[refusal.uid],
            reasons=tuple(INELIGIBLE_LABELS[reason] for reason in refusal.reasons),
        )
        for refusal in tuple(refusals)[:SHOWN]
    )
