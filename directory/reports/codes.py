"""Entering the code of a mail, after which what was written becomes a report or a request."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from providers.matters import Matter
from providers.models import Proof
from providers.moderation import proofs, reports, requests

from .forms import CodeForm
from .page import FormPage

Kind = Proof.Kind


def ask_for_code(
    page: FormPage, kind: str, *, key: UUID, network: str, said: dict
) -> HttpResponse | None:
    """Send a code to the address of a form and lead to where it is entered.

    None where no more codes are sent: then the form says so, and where else one can write to.
    """
    try:
        proof = proofs.send_code(
            kind, page.provider, key=key, said=said, email=said["email"], network=network
        )
    except proofs.TooManyCodesError as refused:
        otherwise = _("Or write to %(address)s.") % {"address": settings.MODERATORS_EMAIL}
        page.form.add_error("email", f"{refused.message} {otherwise}")
        return None
    return redirect("code", proof.pk)


@csrf_exempt  # the key of what waits is known to its author alone; nobody is signed in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, proof: UUID) -> HttpResponse:
    """Ask for the code of a mail; once it is entered, lead to what came of it."""
    row = get_object_or_404(Proof.objects.select_related("provider"), pk=proof)
    if row.used_at is not None:
        return _outcome(row)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        proofs.spend_try(row.pk)
        try:
            return _outcome(_use(row.pk, form.cleaned_data["code"]))
        except proofs.WrongCodeError as wrong:
            form.add_error("code", wrong)
            row.refresh_from_db()
        except (proofs.SpentError, reports.NotShownError, requests.NotAskableError) as refused:
            return _refused(request, row, str(refused.message))
    if proofs.is_spent(row, timezone.now()):
        return _refused(request, row, _("This code does not work any more."))
    context = {"proof": row, "form": form}
    return render(request, "reports/code.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _use(key: UUID, code: str) -> Proof:
    """Do what waited for the code, in the transaction that uses it up."""
    proof = proofs.use_code(key, code)
    said = proof.said
    if not said:  # used up meanwhile, by the same form sent twice
        return proof
    if proof.kind == Kind.REPORT:
        matter = Matter(*said.pop("about").split("/", 1))
        marks = {"network": proof.network, "mailbox": proof.mailbox}
        reports.report(proof.provider, matter, key=key, **said, **marks)
    else:
        requests.request_from_outside(proof.provider, key=key, **said)
    return proof


def _outcome(proof: Proof) -> HttpResponse:
    if proof.kind == Kind.REPORT:
        return redirect("report_received", proof.provider.slug)
    asked = requests.request_of(proof.provider, proof.pk, proof.mailbox)
    if asked is None:  # its words went to an earlier request, which has been decided since
        raise Http404
    return redirect(asked)


def _refused(request: HttpRequest, proof: Proof, words: str) -> HttpResponse:
    context = {"proof": proof, "words": words}
    return render(request, "reports/code_refused.html", context, status=410)
