"""Words in a listing that need evidence: pointed out to who writes them, and to the moderator.

These are claims that no treatment with ketamine can keep, or that are true of one product alone:
only Spravato is approved for depression (facts.md, section 2). Finding one decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .document import Document

type Path = tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A wording that needs evidence, and why."""

    key: str
    pattern: re.Pattern[str]
    reason: str | Promise


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


RULES = (
    Rule(
        "cure",
        _words(r"cur(?:e|es|ed|ing)|curative"),
        _("No study shows that ketamine cures a condition; effects fade and are often renewed."),
    ),
    Rule(
        "promise",
        _words(r"guarantee(?:s|d)?|guaranteeing|money[- ]back"),
        _("Nobody can promise how a person will respond."),
    ),
    Rule(
        "side_effects",
        _words(
            r"(?:no(?: known)?|without(?: any)?|zero|free (?:of|from)) side[- ]effects?"
            r"|side[- ]effect[- ]free"
        ),
        _("Every route of ketamine has side effects."),
    ),
    Rule(
        "dependence",
        _words(
            r"(?:non[- ]?|(?:not|never|isn.t|isn.t an)[- ])(?:habit[- ]forming|addictive)"
            r"|no (?:risk of )?(?:addiction|dependence)"
        ),
        _("Ketamine is a controlled substance, and people can come to depend on it."),
    ),
    Rule(
        "safety",
        _words(r"(?:completely|totally|100 ?%|perfectly) safe|risk[- ]free|no risks?"),
        _("No treatment is without risk."),
    ),
)
APPROVED = _words(r"FDA[- ]?(?:approved|cleared|approval)|approved by the FDA")
# An approval is left alone in a clause that speaks of Spravato, and of nothing else.
CLAUSE = re.compile(r"[^.!?;,\n]+")
SPRAVATO = _words(r"spravato|esketamine")
OTHERS = _words(
    r"ketamine|iv|im|infusions?|injections?|lozenges?|troches?|like|similar to|as with|as well as"
)
PLAIN = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {"\u00a0": " "})
APPROVED_REASON = _(
    "The FDA has approved Spravato; other ketamine is used off-label or compounded."
)
REASONS = {rule.key: rule.reason for rule in RULES} | {"approval": APPROVED_REASON}


@dataclass(frozen=True)
class Phrase:
    """Words that need evidence: where they stand, and why they do."""

    path: Path
    words: str
    rule: str

    @property
    def reason(self) -> str | Promise:
        return REASONS[self.rule]


def phrases(document: Document) -> list[Phrase]:
    """Return the wordings of a document that need evidence, in the order in which they stand."""
    return [phrase for path, text in _texts(document) for phrase in in_text(path, text)]


def in_text(path: Path, text: str) -> Iterator[Phrase]:
    """Yield the wordings in one text that need evidence, rule by rule."""
    plain = text.translate(PLAIN)  # each character by one, so that places stay what they are
    for rule in RULES:
        for match in rule.pattern.finditer(plain):
            yield Phrase(path, text[slice(*match.span())], rule.key)
    for clause in CLAUSE.finditer(plain):
        if SPRAVATO.search(clause[0]) and not OTHERS.search(clause[0]):
            continue
        for match in APPROVED.finditer(plain, *clause.span()):
            yield Phrase(path, text[slice(*match.span())], "approval")


FREE_TEXT = {
    "provider": (
        *("name", "summary", "training", "ownership", "interests", "after_hours"),
        "refund_policy",
    ),
    "locations": ("accessibility", "hours"),
    "fees": ("label",),
}


def in_field(part: str, name: str, text: str) -> list[Phrase]:
    """Return the wordings in one field that need evidence; none in a field of another kind.

    ``part`` is "provider", "locations", "fees" or "answers", where ``name`` is a question.
    """
    is_free = part == "answers" or name in FREE_TEXT.get(part, ())
    return list(in_text((part, name), text)) if is_free else []


def _texts(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield every text that a provider writes in its own words, with the path to it."""
    provider = document.get("provider", {})
    for name in FREE_TEXT["provider"]:
        yield ("provider", name), provider.get(name) or ""
    for row in document.get("locations", []):
        for name in FREE_TEXT["locations"]:
            yield ("locations", row["key"], name), row.get(name) or ""
    for row in document.get("treatments", []):
        for line, fee in enumerate(row.get("fees", [])):
            yield ("treatments", row["key"], "fees", str(line)), fee.get("label") or ""
    for answer in document.get("answers", []):
        yield ("answers", answer["question"]), answer["text"]
