"""The cells of a spreadsheet: how a form's field is written in one, and what is read from it.

People read and write labels ("IV infusion"); the values that documents hold ("iv") are understood,
too. An empty cell is "not stated".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..fields import NOTHING, Dollars, SomeStated

BETWEEN = "; "  # several words in one cell
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
NOT_STATED = gettext_lazy("Not stated")
# What no cell of a workbook can hold: control characters, and halves of characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds no words or number; ``message`` says what it is instead."""

    message: str


type Cell = str | Unreadable


@dataclass(frozen=True)
class Column:
    """One fact in a sheet: the field of a form, under a heading."""

    name: str
    heading: str
    field: forms.Field

    @property
    def holds_several(self) -> bool:
        return isinstance(self.field, SomeStated)

    @property
    def is_number(self) -> bool:
        return isinstance(self.field, (Dollars, forms.IntegerField))

    @cached_property
    def words(self) -> list[tuple[str, str]]:
        """The words that the cell can hold, each (value, label); none if it is free."""
        if isinstance(self.field, forms.BooleanField):
            return [(value, str(label)) for value, label in YES_NO]
        return [(str(v), str(label)) for v, label in getattr(self.field, "choices", ()) if v]

    @cached_property
    def _values(self) -> dict[str, str]:
        """Values by the words that mean them; a label goes before a value that reads the same."""
        by_value = {_folded(value): value for value, _label in self.words}
        return by_value | {_folded(label): value for value, label in self.words}

    def data(self, value: Any) -> Any:
        """Return what the form shows of a value of a document."""
        data = self.field.prepare_value(value)
        # Of states no form can say "none of them": that is shown as not stated, and stays.
        return [] if data == [NOTHING] and NOTHING not in dict(self.words) else data

    def show(self, data: Any) -> str:
        """Return the words for what the field has, as the form shows it (``prepare_value``)."""
        if isinstance(self.field, forms.BooleanField):
            data = "yes" if data else ""
        if self.words:
            labels = dict(self.words)
            chosen = data if isinstance(data, list) else [data]
            return BETWEEN.join(labels.get(str(one), str(one)) for one in chosen if one)
        return "" if data is None else tidy(str(data))

    def read(self, text: str) -> Any:
        """Return what a cell says, as the form takes it; ValidationError names an unknown word."""
        if isinstance(self.field, forms.BooleanField):
            return self._value(text) == "yes"
        if self.holds_several:
            chosen = {self._value(one) for one in re.split(r"[;\n]", text)} - {""}
            return [value for value, _label in self.words if value in chosen]
        if self.words:
            return self._value(text)
        if self.name == "zip_code" and re.fullmatch(r"\d{3,4}", text):
            return text.zfill(5)  # a spreadsheet takes ZIP codes for numbers, and drops the noughts
        return text

    def is_same(self, one: str, other: str) -> bool:
        """Say whether two cells hold the same: "450" and "450.00" do, where numbers stand."""
        if self.is_number and one and other:
            try:
                return Decimal(one) == Decimal(other)
            except InvalidOperation:
                pass
        return one == other

    def _value(self, word: str) -> str:
        folded = _folded(word)
        if folded in self._values:
            return self._values[folded]
        if folded in ("", _folded(str(NOT_STATED))):
            return ""
        several = _("Several are divided by “;”.") if self.holds_several else ""
        message = _("“%(word)s” is none of the words of this column. %(several)s")
        raise ValidationError((message % {"word": word.strip(), "several": several}).strip())


def tidy(text: str) -> str:
    """Return text as a cell can hold it and gives it back."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def says_yes(text: str) -> bool | None:
    """Read a mark such as "yes" or "x": None if it is neither a yes nor a no."""
    folded = _folded(text)
    if folded in ("yes", "x", "true", "1", "remove", _folded(_("Yes"))):
        return True
    return False if folded in ("", "no", "false", "0", _folded(_("No"))) else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
