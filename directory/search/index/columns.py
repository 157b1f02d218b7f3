"""What a filter, or an order, keeps of every treatment in the index."""

from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    Case,
    Expression,
    F,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, Least

STATED = 62  # the bit of a mask that says: this was stated, and still counts
NEVER = 2**31 - 1  # a number that no limit reaches
ALWAYS = -1  # a number that every limit reaches


@dataclass(frozen=True)
class Choices:
    """A mask for every treatment: bit n for the nth of ``values``, and the bit STATED.

    ``of_provider`` if it is the same for all treatments of a provider, and so kept but once.
    """

    mask: Expression
    values: tuple[str, ...]
    of_provider: bool = False

    def __post_init__(self) -> None:
        assert len(self.values) <= STATED, "A mask has no bits for so many choices."


@dataclass(frozen=True)
class Number:
    """A number for every treatment, from ALWAYS to NEVER."""

    expression: Expression


type Column = Choices | Number


def bit_if(condition: Q, number: int) -> Case:
    """Return the bit ``number`` of a mask where a condition holds, else 0."""
    return Case(When(condition, then=Value(1 << number)), default=Value(0))


def days_between(first: Expression, last: Expression) -> Func:
    """Return the days from one date to another; fewer than none if it is earlier."""
    return Func(
        last, first, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
    )


def cents_if(stated: Q, field_name: str) -> Case:
    """Return a price in cents where it is ``stated``, else NEVER; 21 million dollars at most."""
    cents = Least(Cast(F(field_name) * 100, BigIntegerField()), Value(NEVER - 1))
    return number_if(stated, cents)


def number_if(condition: Q, then: Expression) -> Case:
    """Return a number where a condition holds, else NEVER."""
    return Case(When(condition, then=then), default=Value(NEVER), output_field=IntegerField())
