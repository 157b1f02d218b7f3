"""Who says so, as of when, and whether it still counts; and which words may become links."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from providers.facts import Statement
from providers.vocabulary import Source

WEB = ("http://", "https://")


@dataclass(frozen=True)
class Says:
    """The source of a fact in words; ``link`` is empty where it has no address.

    ``is_own`` says that it is the provider itself. Of a public list no more than the year is known.
    ``is_disputed`` says that several reports say otherwise.
    """

    source: str | Promise
    link: str
    as_of: date
    is_fresh: bool
    is_own: bool = True
    is_inferred: bool = False
    has_only_year: bool = False
    is_disputed: bool = False


def says(statement: Statement | None) -> Says | None:
    """Return who stands behind a statement; nobody behind none."""
    if statement is None:
        return None
    return Says(
        source=statement.source_label,
        link=web_address(statement.source_url),
        as_of=statement.as_of,
        is_fresh=statement.is_fresh,
        is_own=statement.is_own,
        is_inferred=statement.is_inferred,
        has_only_year=statement.source == Source.PUBLIC_LIST,
        is_disputed=statement.is_disputed,
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
