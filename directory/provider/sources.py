"""Who says so, as of when, and whether it still counts; and which words may become links."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from providers.facts import Statement

WEB = ("http://", "https://")


@dataclass(frozen=True)
class Says:
    """The source of a fact in words; ``link`` is empty where it has no address."""

    source: str | Promise
    link: str
    as_of: date
    is_fresh: bool


def says(statement: Statement | None) -> Says | None:
    """Return who stands behind a statement; nobody behind none."""
    if statement is None:
        return None
    return Says(
        source=statement.source_label,
        link=web_address(statement.source_url),
        as_of=statement.as_of,
        is_fresh=statement.is_fresh,
    )


def web_address(url: str) -> str:
    """Return an address that may become a link, or nothing: never a script's."""
    return url if url.lower().startswith(WEB) else ""


def telephone_address(phone: str) -> str:
    """Return a ``tel:`` address in international form, or nothing; an extension is not dialed."""
    digits = re.sub(r"\D", "", re.split(r"(?i)x|ext", phone)[0])
    if len(digits) == 10:
        return f"tel:+1{digits}"
    return f"tel:+{digits}" if len(digits) == 11 and digits[0] == "1" else ""
