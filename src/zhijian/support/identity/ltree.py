"""PostgreSQL's ``ltree`` as a Django field, with the one lookup that scopes need."""

from typing import Any

from django.db import models
from django.db.models.lookups import PostgresOperatorLookup


class LtreeField(models.TextField):  # type: ignore[type-arg]
    """A path of labels such as ``o1.o4.o9``; labels are letters, digits and underscores."""

    description = "label path"

    def db_type(self, connection: Any) -> str:
        """The database's own type."""
        return "ltree"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Parameters arrive as text."""
        return "%s::ltree"


@LtreeField.register_lookup
class Under(PostgresOperatorLookup):
    """``path__under="a.b"``: the row's path is ``a.b`` or below it (uses the GiST index)."""

    lookup_name = "under"
    postgres_operator = "<@"

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Cast the parameter, so that the index is used."""
        sql, params = super().process_rhs(compiler, connection)
        return (sql if "::ltree" in sql else f"{sql}::ltree"), params
