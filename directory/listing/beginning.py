"""Beginning a listing: its name and place, and whether it is in the catalogue already."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from providers.listing import drafts
from providers.listing.document import Document
from providers.listing.likeness import alike
from providers.listing.paths import location_title
from providers.models import Location, Provider, Team

from .access import signed_in
from .fields import STATE_CHOICES, field_for
from .forms import LocationForm, part_form
from .hints import HINTS, LABELS
from .interrupted import restored, sealed
from .plain_form import PlainForm

BEGUN_BEFORE = gettext_lazy(
    "This listing was begun before, and is as you left it. What you wrote just now is not in it: "
    "%(words)s"
)
PlaceForm = part_form(LocationForm, ("city", "state"), ("city", "state"))


class BeginForm(PlainForm):
    """The first things of a listing, and enough to find it if it is there already."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=LABELS["name"],
        help_text=HINTS["name"],
        max_length=Provider._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    city = forms.CharField(
        label=gettext_lazy("City"),
        help_text=gettext_lazy("Where people go. You can add other places later."),
        required=False,
        max_length=Location._meta.get_field("city").max_length,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("Choose a state")), *STATE_CHOICES],
        required=False,
    )
    is_remote = forms.BooleanField(
        label=gettext_lazy("People are treated only at home: there is no place to go to"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("website", "phone"):
            self.fields[name] = field_for(Provider, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("city", "state"):
            if cleaned.get("is_remote"):
                cleaned[name] = ""
            elif not cleaned.get(name) and not self.has_error(name):
                self.add_error(name, self.missing[name])
        return cleaned

    @property
    def place(self) -> Document | None:
        """The first location, as a document says it; None if there is none."""
        form = PlaceForm(self.cleaned_data)
        return form.values() if form.is_valid() else None

    def missing_in(self, document: Document) -> list[str]:
        """Return what was written here and a document does not say: that was begun before."""
        stated = document["provider"]
        names = [name for name in ("name", "website", "phone") if self.cleaned_data[name]]
        missing = [self.cleaned_data[n] for n in names if self.cleaned_data[n] != stated.get(n)]
        if place := self.place:
            said = [(row.get("city"), row.get("state")) for row in document["locations"]]
            if (place["city"], place["state"]) not in said:
                missing.append(location_title(place))
        return missing

    @property
    def alike(self) -> list[Provider]:
        """The live listings that may be the one that is to begin."""
        names = ("name", "city", "state", "website", "phone")
        asked = {name: self.cleaned_data[name] or "" for name in names}
        return alike(**asked, is_remote=self.cleaned_data["is_remote"])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Begin a listing, once the person has seen what may be the same one.

    The form carries the key of the listing, so that it begins but one.
    """
    kept, is_sent = restored(request), request.method == "POST"
    form = BeginForm(request.POST if is_sent else kept, initial={"key": uuid4()})
    seal = sealed(request.user, reverse("listing_new"), kept)
    context = {"form": form, "seal": seal, "restored": kept}
    if not is_sent or not form.is_valid():
        return render(request, "listing/new.html", context, status=422 if is_sent else 200)
    asked = form.cleaned_data
    is_begun = Team.objects.filter(pk=asked["key"]).exists()
    if not is_begun and "none" not in request.POST and (found := form.alike):
        return render(request, "listing/alike.html", context | {"providers": found})
    try:
        draft = drafts.begin(
            asked["key"],
            name=asked["name"],
            website=asked["website"],
            phone=asked["phone"] or "",
            place=form.place,
            by=request.user,
        )
    except drafts.TooManyError as refused:
        form.add_error(None, refused)
        return render(request, "listing/new.html", context, status=422)
    if missing := form.missing_in(draft.document):
        messages.warning(request, BEGUN_BEFORE % {"words": "; ".join(missing)})
    return redirect("listing", asked["key"])
