"""The written rules, as the desk shows them: which are on, who switched them, what has passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from directory.words import WordsArea
from providers.models import Case, Event, Provider
from providers.moderation import written_rules
from providers.moderation.rolling_back import ROLLED_BACK
from providers.moderation.written_rules import Switch

from .access import desk_page, show
from .words import outcome

A_PAGE = 50  # entries of a log
AT_SWITCH = gettext_lazy("Why it is switched, or its numbers changed")

LOOKS: dict[str, str | Promise] = {
    written_rules.LET_STAND: gettext_lazy("let stand"),
    ROLLED_BACK: gettext_lazy("gone back on"),
    written_rules.CORRECTED: gettext_lazy("corrected by a moderator"),
    Provider.Status.HIDDEN: gettext_lazy("hidden by a moderator"),
    Provider.Status.REMOVED: gettext_lazy("removed for good"),
}


class SwitchForm(forms.Form):
    """A rule's switch and its numbers, with a word on why they change."""

    is_on = forms.BooleanField(label=gettext_lazy("The rule is on"), required=False)
    note = forms.CharField(label=AT_SWITCH, max_length=500, widget=WordsArea({"rows": 3}))

    def __init__(self, switch: Switch, data: Any = None) -> None:
        super().__init__(data, initial={"is_on": switch.is_on, **switch.numbers})
        self.numbers = switch.entry.asked
        for number in self.numbers:
            self.fields[number.name] = forms.IntegerField(
                label=number.label, min_value=number.least, max_value=number.most
            )
        self.order_fields(["is_on", *(number.name for number in self.numbers), "note"])

    @property
    def stated(self) -> dict[str, int]:
        """The numbers as they were sent."""
        return {number.name: self.cleaned_data[number.name] for number in self.numbers}


@dataclass(frozen=True)
class RuleRow:
    """A rule in the list of all, with how much has passed under it."""

    switch: Switch
    passed: int

    @property
    def standing(self) -> str:
        if self.switch.entry.is_fixed:
            return _("always in force")
        return _("on") if self.switch.is_on else _("off")


@dataclass(frozen=True)
class Switching:
    """An entry of a rule's log: the event, and each value that it changed, in words."""

    event: Event
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Passed:
    """Something that has passed under a rule, and how people looked at it."""

    event: Event
    look: str | Promise

    @property
    def who(self) -> str:
        """Who submitted it; nobody, for what a list brought or several together caused."""
        row = self.event.submission
        return str(row.submitted_by) if row and row.submitted_by else ""


class RulePage:
    """One rule: how it stands, its log, and what has passed under it. ``form`` may be missing.

    ``asked`` says which page of both: ``switched`` of its log, ``page`` of what has passed.
    """

    def __init__(
        self, switch: Switch, form: SwitchForm | None, asked: Mapping[str, str] | None = None
    ) -> None:
        self.switch = switch
        self.form = form
        self.asked = asked or {}

    @cached_property
    def log(self) -> Page:
        """The latest switchings first."""
        events = Event.objects.filter(kind=Event.Kind.RULE_SWITCHED, after__rule=self.switch.rule)
        rows = events.select_related("by").order_by("-pk")
        page = Paginator(rows, A_PAGE).get_page(self.asked.get("switched"))
        page.object_list = [Switching(event, tuple(self._changed(event))) for event in page]
        return page

    def _changed(self, event: Event) -> Iterator[str]:
        before, after = event.before, event.after
        if before["is_on"] != after["is_on"]:
            yield _("switched on") if after["is_on"] else _("switched off")
        for number in self.switch.entry.asked:
            was, will = (said["numbers"].get(number.name) for said in (before, after))
            if was != will:
                words = _("%(number)s: %(was)s, now %(will)s")
                yield words % {"number": number.label, "was": was, "will": will}

    @cached_property
    def passed(self) -> Page:
        """What has passed, the latest first, each with the look that people took."""
        rows = written_rules.passed_under(self.switch.rule).order_by("-pk")
        rows = rows.select_related("provider", "submission__submitted_by")
        unread = [f"provider__{name}" for name in Provider.HEAVY]
        rows = rows.defer("submission__document", *unread)
        page = Paginator(rows, A_PAGE).get_page(self.asked.get("page"))
        submissions = [event.submission_id for event in page if event.submission_id]
        audits = Case.objects.filter(kind=Case.Kind.AUDIT, submission__in=submissions)
        looks = {case.submission_id: _look(case) for case in audits}
        none = self.switch.entry.looks or _("not drawn")
        page.object_list = [Passed(event, looks.get(event.submission_id, none)) for event in page]
        return page


@require_safe
@desk_page
def rules(request: HttpRequest) -> HttpResponse:
    """List every written rule, with those first that are off until they are switched on."""
    passed = written_rules.count_passed()
    rows = [RuleRow(one, passed[one.rule]) for one in written_rules.switches()]
    context = {"rows": rows, "title": _("Written rules")}
    return show(request, "admin/desk/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Show one rule, and switch it or change its numbers."""
    found = next((one for one in written_rules.switches() if one.rule == rule), None)
    if found is None:
        raise Http404
    form = None
    if not found.entry.is_fixed:
        form = SwitchForm(found, request.POST if request.method == "POST" else None)
    elif request.method == "POST":
        raise PermissionDenied("This rule cannot be switched.")
    if form and form.is_valid() and _switched(request, found, form):
        return redirect("desk_rule", rule)
    context = {"page": RulePage(found, form, request.GET), "title": found.rule.label}
    status = 422 if form and form.errors else 200
    return show(request, "admin/desk/rule.html", context, status=status)


def _switched(request: HttpRequest, found: Switch, form: SwitchForm) -> bool:
    said = form.cleaned_data
    try:
        has_changed = written_rules.switch(
            found.rule,
            is_on=said["is_on"],
            numbers=form.stated,
            by=request.user,
            note=said["note"],
        )
    except ValidationError as fault:
        form.add_error(None, fault)
        return False
    words: str | Promise = (
        _("It stands so from now on.") if has_changed else _("It stood so already.")
    )
    messages.success(request, words)
    return True


def _look(case: Case) -> str | Promise:
    if case.is_open:
        return _("waits to be looked at")
    return LOOKS.get(case.outcome) or outcome(case)
