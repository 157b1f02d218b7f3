"""A text that stands in another listing."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...listing.passages import marks_of, share, texts_of
from ...models import Member, Provider
from .check import Check, Found, Proposal

MOST = 5
MOST_EACH = 50  # listings with one mark: what stands in more of them is a common phrase
CANDIDATES = 10
LEAST_MARKS = 3
LEAST_SHARE = 0.5


def find(proposal: Proposal) -> list[Found]:
    """Return the texts of which half or more stands in another listing, at most ``MOST``."""
    texts = texts_of(proposal.draft)
    others = [
        (other, [other.summary, *(answer.text for answer in other.answers.all())])
        for other in _candidates(proposal, marks_of(texts.values()))
    ]
    found = []
    for path, text in texts.items():
        shares = [(max(share(text, one) for one in own), other) for other, own in others]
        most, other = max(shares, key=lambda pair: pair[0], default=(0, None))
        if other is not None and most >= LEAST_SHARE:
            params = {"name": other.name, "percent": round(100 * most)}
            found.append(Found("copied", path, other.pk, params))
    return sorted(found, key=lambda one: -one.params["percent"])[:MOST]


def say(kind: str, params: dict[str, Any]) -> str:
    """Say how much of the text stands where."""
    return _("%(percent)s%% of this text stands word for word in the listing “%(name)s”.") % params


def _candidates(proposal: Proposal, marks: list[int]) -> list[Provider]:
    """Return the listings that share most marks, but not those that the same people keep."""
    keys = _sharing(marks, proposal.own) if marks else []
    if not keys:
        return []
    rows = Provider.objects.not_removed().filter(pk__in=keys).order_by("pk")
    people = Member.objects.filter(team=proposal.submission.team_id).values("user")
    rows = rows.exclude(team__in=Member.objects.filter(user__in=people).values("team"))
    return list(rows.defer(*Provider.HEAVY).prefetch_related("answers"))


def _sharing(marks: list[int], own: int | None) -> list[int]:
    """Return the keys of the providers with most of these marks, the most first."""
    table = connection.ops.quote_name(Provider._meta.db_table)
    # Mark by mark, so that one that stands everywhere costs no more than any other.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found.id FROM unnest(%s::bigint[]) AS mark CROSS JOIN LATERAL ("
            f"SELECT id FROM {table} WHERE text_marks @> ARRAY[mark] LIMIT %s) AS found"
            " WHERE found.id IS DISTINCT FROM %s"
            " GROUP BY found.id HAVING count(*) >= %s ORDER BY count(*) DESC, found.id LIMIT %s",
            [marks, MOST_EACH, own, LEAST_MARKS, CANDIDATES],
        )
        return [key for (key,) in cursor.fetchall()]


CHECK = Check(
    "copies",
    gettext_lazy("Text copied from another listing"),
    gettext_lazy(
        "The summary and the answers, where they have at least 25 words: whether half or more of "
        "their runs of six words stand in the summary or an answer of another listing."
    ),
    gettext_lazy(
        "Who wrote it first, texts elsewhere on the web, other listings of the same people, and "
        "sentences that were written anew with other words."
    ),
    find,
    say,
)
