"""The chooser: where it starts, its steps, and its result. All of it lives in the address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from directory.editions import edition_of, public_page
from directory.search.index.version import one_state

from .page import StepPage
from .request import ChooserRequest
from .result import ResultPage
from .steps import STEPS, STEPS_BY_KEY


@public_page
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the chooser does and does not do, and its steps."""
    asked = ChooserRequest(request.GET)
    context = {"steps": STEPS, "start_url": asked.url("choose_step", STEPS[0].key)}
    return render(request, "choose/start.html", context)


@vary_on_headers("HX-Request")
@public_page
@require_safe
def step(request: HttpRequest, key: str) -> HttpResponse:
    """Ask one question. For htmx, how many are left and every count alone.

    A form sends its empty fields too; the address that people keep and share has none of them.
    """
    if key not in STEPS_BY_KEY:
        raise Http404
    with one_state():
        page = StepPage(request.GET, STEPS_BY_KEY[key], edition_of(request))
        if request.htmx:
            return render(request, "choose/_update.html", {"page": page})
        if target := page.target():
            return redirect(target)
        return render(request, "choose/step.html", {"page": page})


@public_page
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """Treatments in the order of a person's own points, and why each stands where it does."""
    with one_state():
        page = ResultPage(request.GET, at_least=edition_of(request).version)
        if any(value == "" for values in request.GET.lists() for value in values[1]):
            return redirect(page.url)
        return render(request, "choose/result.html", {"page": page})
