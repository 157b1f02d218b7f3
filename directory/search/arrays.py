"""Arrays in SQL."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Expression, F, Func, IntegerField, Value
from django.db.models.functions import Coalesce

TEXTS = ArrayField(CharField())


def array(*values: Expression) -> Func:
    """Return an SQL array of texts."""
    return Func(*values, template="ARRAY[%(expressions)s]::text[]", output_field=TEXTS)


def unnest(values: Expression) -> Func:
    """Return the elements of an SQL array, each in a row of its own."""
    return Func(values, function="unnest", output_field=CharField())


def place_in(values: Iterable[str], field: str) -> Expression:
    """Return the place of a field's value among ``values``, from 0; -1 where it is not there."""
    listed = array(*(Value(str(value)) for value in values))
    place = Func(listed, F(field), function="array_position", output_field=IntegerField())
    return Coalesce(place, Value(0)) - Value(1)
