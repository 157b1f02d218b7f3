"""Where the form of a draft stands, and what it sends besides what is typed."""

from directory.listing.steps import STEPS_BY_KEY


def address(draft, step):
    """Return the address of a step, of the row "one" if it is of a row."""
    way = f"{step.of}/one/" if step.of else ""
    return f"/listing/{draft.team_id}/{way}{step.key}/"


def mark(draft, step):
    """Return the mark of what a step of this name says, which the form carries along."""
    return STEPS_BY_KEY[step].part("one").mark(draft.document)
