"""The rows that a listing has in each sheet, from its document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from providers.listing import parts
from providers.listing.document import Document
from providers.listing.paths import ANSWERABLE
from providers.questions import QUESTIONS, QUESTIONS_BY_KEY
from providers.vocabulary import route_title

from .cells import tidy
from .sheets import KEY, LISTING, PRACTICE, QUESTION, REMOVE, TREATMENT, TREATMENT_KEY, Sheet

type Identity = tuple[str, str]  # key of the treatment that a line is of, or ""; key of the row


@dataclass(frozen=True)
class Row:
    """What a document says in one row of a sheet, a document for each block of the sheet."""

    of: str
    key: str
    said: list[Document]

    @property
    def identity(self) -> Identity:
        return self.of, self.key


def rows_of(sheet: Sheet, document: Document) -> list[Row]:
    """Return the rows of a sheet in the order of the document."""
    if sheet.key == "practices":
        return [_row(sheet, document, "")]
    if sheet.key == "answers":
        return list(_answers(document))
    if not sheet.holds_lines:
        return [_row(sheet, document, row["key"]) for row in document.get(sheet.key, ())]
    part = sheet.blocks[0].part
    return [
        Row(treatment["key"], key, [line])
        for treatment in document.get("treatments", ())
        for key, line in keyed_lines(part(treatment["key"]).read(document))
    ]


def keyed_lines(lines: list[Document]) -> Iterator[tuple[str, Document]]:
    """Yield (key, line). A line is known by what it says, for it has nothing else to be known by:

    one that somebody has changed since a spreadsheet was made is then missed, not mistaken for its
    neighbor, as it would be by its number.
    """
    seen: Counter[str] = Counter()
    for line in lines:
        said = json.dumps(line, sort_keys=True, ensure_ascii=False)
        key = sha256(said.encode()).hexdigest()[:8]
        seen[key] += 1
        yield (key if seen[key] == 1 else f"{key}-{seen[key]}"), line


def identity_cells(sheet: Sheet, row: Row, listing: str, document: Document) -> list[str]:
    """Return what stands under the headings that say which row it is."""
    routes = {one["key"]: one.get("route") for one in document.get("treatments", ())}
    question = QUESTIONS_BY_KEY.get(row.key)
    cells = {
        LISTING: listing,
        PRACTICE: tidy(document["provider"].get("name", "")),
        KEY: row.key,
        TREATMENT_KEY: row.of,
        TREATMENT: str(route_title(routes.get(row.of))) if row.of else "",
        QUESTION: str(question.text) if question else row.key,
        REMOVE: "",
    }
    return [cells[heading] for heading in sheet.identity]


def question_called(text: str) -> str | None:
    """Return the key of a question from its words or its key; None if there is none."""
    folded = " ".join(text.split()).casefold()
    keys = {" ".join(str(one.text).split()).casefold(): one.key for one in QUESTIONS}
    return keys.get(folded) or (folded if folded in QUESTIONS_BY_KEY else None)


def _row(sheet: Sheet, document: Document, key: str) -> Row:
    return Row("", key, [block.part(key).read(document) for block in sheet.blocks])


def _answers(document: Document) -> Iterator[Row]:
    """Yield the answers that are given, then every question that could be answered in words."""
    given = {row["question"]: row for row in parts.ANSWERS.read(document)}
    for key, row in given.items():
        yield Row("", key, [row])
    for question in QUESTIONS:
        if question.key in ANSWERABLE and question.key not in given:
            yield Row("", question.key, [{"question": question.key}])
