"""The questions worth asking: all of them, each of them, and a list to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.editions import edition_of, public_page
from directory.search.index.version import one_state
from providers.questions import QUESTIONS_BY_KEY

from .page import QuestionPage, QuestionsPage, parts


@public_page
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List all questions with the share of providers that answers each."""
    with one_state():
        page = QuestionsPage(edition_of(request))
        return render(request, "questions/questions.html", {"page": page})


@public_page
@require_safe
def checklist(request: HttpRequest) -> HttpResponse:
    """Show every question with room to write, for paper."""
    return render(request, "questions/checklist.html", {"parts": parts()})


@public_page
@require_safe
def question(request: HttpRequest, key: str) -> HttpResponse:
    """Show one question; where there is none of that name, say so and name those there are."""
    found = QUESTIONS_BY_KEY.get(key)
    if found is None:
        return render(request, "questions/unknown.html", {"parts": parts()}, status=404)
    with one_state():
        page = QuestionPage(found, edition_of(request))
        return render(request, "questions/question.html", {"page": page})
