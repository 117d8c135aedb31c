"""The engine of `inspect-form/1`: pure functions from a form and its answers to findings, conclusion and snapshot.

`web/packages/forms` is the same engine in TypeScript; `../tests/vectors.json` holds both to the same results.
"""

from zhijian.support.forms.engine.answers import diff_answers
from zhijian.support.forms.engine.definition import DISPOSITIONS, Definition
from zhijian.support.forms.engine.evaluate import Evaluation, evaluate
from zhijian.support.forms.engine.parsing import DefinitionInvalid, parse_definition
from zhijian.support.forms.engine.publishing import definition_hash, publishable
from zhijian.support.forms.engine.reading import FormProblem
from zhijian.support.forms.engine.sampling import sample_items
from zhijian.support.forms.engine.snapshot import snapshot

__all__ = [
    "DISPOSITIONS",
    "Definition",
    "DefinitionInvalid",
    "Evaluation",
    "FormProblem",
    "definition_hash",
    "diff_answers",
    "evaluate",
    "parse_definition",
    "publishable",
    "sample_items",
    "snapshot",
]
