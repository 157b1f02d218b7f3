"""A moderator's remarks on a listing, {path: words}: where they may stand, and how they stay there.

The paths are those of ``listing.paths``.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .document import Document
from .parts import Part, facts_of
from .paths import paths

type Remarks = dict[str, str]


def require_paths(remarks: Remarks, document: Document) -> None:
    """Raise ValidationError, with their names, if remarks are about what the document has not."""
    unknown = sorted(remarks.keys() - paths(document).keys())
    if unknown:
        raise ValidationError(
            _("The document has no such place: %(paths)s"), params={"paths": ", ".join(unknown)}
        )


def moved(remarks: Remarks, part: Part, before: list[Document], after: list[Document]) -> Remarks:
    """Return remarks whose lines stand elsewhere after a list was written anew.

    A line that says the same takes its remark along. One that was changed where it stood, and is
    of the same item or insurer, keeps it: that is what the remark asked for. Where a line is gone,
    its remark goes to the list as a whole: no words are lost, and none stand beside another line.
    """
    root = "/".join(part.path)
    old, new = [facts_of(row) for row in before], [facts_of(row) for row in after]
    places = _places(old, new)
    found: Remarks = {}
    for path, words in remarks.items():
        head, _slash, line = path.rpartition("/")
        if head == root and line.isdigit():
            place = places.get(int(line))
            path = root if place is None else f"{root}/{place}"
        found[path] = f"{found[path]} {words}" if path in found else words
    return found


def _places(old: list[Document], new: list[Document]) -> dict[int, int]:
    """Return where each old line stands among the new ones; a line that is gone is left out."""
    left = dict(enumerate(new))
    found = {}
    for number, row in enumerate(old):
        same = [place for place, other in left.items() if other == row]
        if same:
            found[number] = number if number in same else same[0]
            del left[found[number]]
    for number, row in enumerate(old):
        if number not in found and number in left and _subject(row) == _subject(left[number]):
            found[number] = number
    return found


def _subject(row: Document) -> list[str | None]:
    """Return what a line of fees or coverage is about, whatever it says of it."""
    return [row.get(name) for name in ("item", "component", "payer")]
