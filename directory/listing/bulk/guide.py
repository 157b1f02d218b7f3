"""The sheet that explains every other: its rules, every column, and every word a cell can hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.vocabulary import Component, CoverageStatus, Explained, FeeItem, Payer

from ..fields import NOTHING
from .cells import Column
from .sheets import KEY, LISTING, PRACTICE, QUESTION, REMOVE, SHEETS, TREATMENT, TREATMENT_KEY

TITLE = gettext_lazy("Read me")
RULES = (
    gettext_lazy("Change what you like in the other sheets, save the file, and upload it again."),
    gettext_lazy("Nothing is written before you have seen, line by line, what would change."),
    gettext_lazy("An empty cell is “not stated”: emptying one takes away what was stated."),
    gettext_lazy("Rows that you leave out, and columns that you delete, stay as they are."),
    gettext_lazy("To take away a row, write “Yes” under “Remove”."),
    gettext_lazy(
        "To add a row, copy the number of the listing into it and leave the key empty. Give a new "
        "treatment a key of your own, such as iv-2, if you add its fees or insurance, too."
    ),
    gettext_lazy("Leave all other keys and numbers alone: by them a row is known."),
    gettext_lazy("The order of the rows changes nothing."),
    gettext_lazy(
        "Where several words can stand in a cell, divide them by “;”. “None of these” says that "
        "none of them holds, which is not the same as an empty cell."
    ),
    gettext_lazy("Write values, not formulas, and do not merge cells."),
    gettext_lazy("A new listing is begun on the site; then it has a row here."),
)
IDENTITY = {
    LISTING: gettext_lazy("The number of the listing. It never changes."),
    PRACTICE: gettext_lazy("For you to read. It is changed in the sheet of practices."),
    KEY: gettext_lazy("By this a row is known. Leave it empty in a new row."),
    REMOVE: gettext_lazy("“Yes” takes the row away."),
    TREATMENT_KEY: gettext_lazy("The key of the treatment, from the sheet of treatments."),
    TREATMENT: gettext_lazy("For you to read."),
    QUESTION: gettext_lazy("One of the questions that the sheet has."),
}
VOCABULARIES: dict[str, type[Explained]] = {
    "item": FeeItem,
    "component": Component,
    "payer": Payer,
    "status": CoverageStatus,
}


@dataclass
class Guide:
    """The lines of the sheet, and where in it the words of a column stand, counted from one."""

    lines: list[list[str]] = field(default_factory=list)
    words: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)


def guide() -> Guide:
    """Return the explanations of every sheet, column and word."""
    made = Guide([[str(rule)] for rule in RULES])
    made.lines.append([])
    made.lines.append([_("Sheet"), _("Column"), _("What it is"), _("Word"), _("What it means")])
    for sheet in SHEETS:
        title = str(sheet.title)
        made.lines.append([title, "", str(sheet.lead)])
        made.lines += [[title, str(one), str(IDENTITY[one])] for one in sheet.identity]
        for column in sheet.columns:
            _explain(made, sheet.key, title, column)
    return made


def _explain(made: Guide, key: str, title: str, column: Column) -> None:
    hint = str(column.field.help_text)
    if column.holds_several:
        hint = " ".join(filter(None, [hint, _("Several, divided by “;”.")]))
    if column.field.required:
        hint = " ".join(filter(None, [_("Required."), hint]))
    first = len(made.lines) + 1
    if not column.words:
        made.lines.append([title, column.heading, hint])
        return
    meanings = _meanings(column)
    for value, label in column.words:
        made.lines.append([title, column.heading, hint, label, meanings.get(value, "")])
    made.words[key, column.name] = (first, len(made.lines))


def _meanings(column: Column) -> dict[str, str]:
    if vocabulary := VOCABULARIES.get(column.name):
        return {str(one): str(one.explanation) for one in vocabulary}
    given = getattr(column.field.widget, "explanations", {})
    own = {NOTHING: _("None of the others holds.")} if column.holds_several else {}
    return own | {value: str(words) for value, words in given.items()}
