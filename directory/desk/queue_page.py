"""The queue as a moderator sees it: filtered, counted by kind, the oldest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.models import Case, User
from providers.moderation.lookup import look_up
from providers.querysets import CaseQuerySet

from .words import WHY, nameless, waiting, why

PAGE = 50
FREE, MINE, OTHERS = "free", "mine", "others"


class QueueForm(forms.Form):
    """What of the queue is shown. Everything may be left open."""

    q = forms.CharField(
        label=gettext_lazy("Name, city, number or e-mail"), required=False, max_length=200
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All")), *Case.Kind.choices],
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Why it is here"),
        required=False,
        choices=[("", gettext_lazy("Any reason")), *WHY.items()],
    )
    taken = forms.ChoiceField(
        label=gettext_lazy("Taken by"),
        required=False,
        choices=[
            ("", gettext_lazy("Anybody or nobody")),
            (FREE, gettext_lazy("Nobody")),
            (MINE, gettext_lazy("You")),
            (OTHERS, gettext_lazy("Somebody else")),
        ],
    )


@dataclass(frozen=True)
class CaseRow:
    """One line of the queue. ``taken`` says by whom; ``is_own`` that it is not to be decided.

    ``due`` is until when it was promised to be decided, if it was; ``is_late`` that this is over.
    """

    case: Case
    name: str
    why: str
    waiting: str
    due: str
    is_late: bool
    taken: str
    is_mine: bool
    is_own: bool

    @property
    def url(self) -> str:
        return reverse("desk_case", args=[self.case.pk])

    @property
    def why_url(self) -> str:
        """Where all are that are here for the same reason."""
        return reverse("desk", query={"why": self.case.why})


@dataclass(frozen=True)
class KindLink:
    """A kind of cases with how many there are, and the address that shows only these."""

    label: str
    count: int
    url: str
    is_chosen: bool


class QueuePage:
    """The queue for one moderator; ``data`` is the query of the address."""

    def __init__(self, user: User, data: QueryDict, now: datetime) -> None:
        self.user, self.data, self.now = user, data, now
        self.form = QueueForm(data)
        self.form.is_valid()
        self.wanted = self.form.cleaned_data

    @cached_property
    def mine(self) -> list[CaseRow]:
        """What the moderator has taken and not decided yet."""
        return self._rows(Case.objects.waiting().taken(self.user, self.now))

    @cached_property
    def page(self) -> Page:
        rows = self._narrowed(self.wanted.get("kind", ""))
        return Paginator(rows, PAGE).get_page(self.data.get("page"))

    @cached_property
    def rows(self) -> list[CaseRow]:
        return self._rows(self.page.object_list)

    @cached_property
    def kinds(self) -> list[KindLink]:
        """Every kind with its number under the other filters, "All" first."""
        rows = self._narrowed("").order_by().values_list("kind")
        found = Counter(dict(rows.annotate(n=Count("pk"))))
        links = [("", _("All"), found.total())]
        links += [(kind.value, str(kind.label), found[kind.value]) for kind in Case.Kind]
        chosen = self.wanted.get("kind", "")
        return [KindLink(label, n, self._url(key), key == chosen) for key, label, n in links]

    @property
    def is_narrowed(self) -> bool:
        return any(self.wanted.values())

    @property
    def is_of_imports(self) -> bool:
        """Whether the rows can be approved together."""
        return self.wanted.get("kind") == Case.Kind.IMPORT and bool(self.rows)

    def _narrowed(self, kind: str) -> CaseQuerySet:
        found = Case.objects.waiting().with_name()
        if kind:
            found = found.filter(kind=kind)
        if words := self.wanted.get("q"):
            found = look_up(found, words)
        if key := self.wanted.get("why"):
            found = found.filter(why=key)
        match self.wanted.get("taken"):
            case "free":
                found = found.free(self.now)
            case "mine":
                found = found.taken(self.user, self.now)
            case "others":
                found = found.filter(taken_until__gt=self.now).exclude(taken_by=self.user)
        return found

    def _rows(self, cases: CaseQuerySet) -> list[CaseRow]:
        cases = list(cases.with_name().select_related("taken_by", "removal_request"))
        mine = Case.objects.filter(pk__in=[case.pk for case in cases]).own(self.user)
        own = set(mine.values_list("pk", flat=True))
        return [self._row(case, case.pk in own) for case in cases]

    def _row(self, case: Case, is_own: bool) -> CaseRow:
        is_taken = case.taken_until is not None and case.taken_until > self.now
        asked, today = case.removal_request, timezone.localtime(self.now).date()
        due = asked.due_on if asked else None
        return CaseRow(
            case=case,
            name=nameless(case.name),
            why=why(case),
            waiting=waiting(case, self.now),
            due=date_format(due, "N j") if due else "",
            is_late=asked is not None and asked.is_late(today),
            taken=str(case.taken_by) if is_taken else "",
            is_mine=is_taken and case.taken_by_id == self.user.pk,
            is_own=is_own,
        )

    def _url(self, kind: str) -> str:
        kept = {name: value for name, value in self.wanted.items() if value and name != "kind"}
        return reverse("desk", query=kept | ({"kind": kind} if kind else {}))
