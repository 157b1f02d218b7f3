"""Where people say that something is wrong, and where a provider asks not to be listed."""

from django.urls import reverse
from django.utils.http import urlencode

from providers.models import Provider


def report_url(provider: Provider, matter: str = "") -> str:
    """Return the address of the form, with what it is about ("iv/fees", "/contact", "iv/")."""
    treatment, _slash, fact = matter.partition("/")
    query = urlencode({"fact": fact, "treatment": treatment} if treatment else {"fact": fact})
    address = reverse("report", args=[provider.slug])
    return f"{address}?{query}" if matter else address


def removal_url(provider: Provider) -> str:
    """Return the address of the form on which a provider asks that never wanted to be listed."""
    return reverse("removal", args=[provider.slug])
