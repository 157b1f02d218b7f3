"""What every template knows."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from directory.dated_facts import dated_facts
from directory.editions import Edition, edition_of, remembered
from directory.privacy import is_private
from directory.tray import is_id
from providers.models import Provider, User


def invented_listings(request: HttpRequest) -> dict[str, object]:
    """Say whether invented listings are live; asked only by templates that use it."""
    return {"invented_listings": SimpleLazyObject(lambda: holds_invented(edition_of(request)))}


def good_faith(request: HttpRequest) -> dict[str, object]:
    """Give the right to an estimate, which stands beside prices, or None if it is not shown."""

    def find() -> object:
        return dated_facts(edition_of(request)).get("money.good_faith")

    return {"good_faith": SimpleLazyObject(find)}


def signed_in(request: HttpRequest) -> dict[str, object]:
    """Give the header who is signed in, or None; to public pages None, whoever is there."""

    def find() -> User | None:
        user = getattr(request, "user", None)  # a request may fail before anybody is known
        return user if user is not None and user.is_authenticated else None

    return {"signed_in": SimpleLazyObject(find) if is_private(request) else None}


@remembered
def holds_invented(edition: Edition) -> bool:
    """Whether an invented listing is live."""
    return Provider.objects.live().filter(is_invented=True).exists()


def chosen(request: HttpRequest) -> dict[str, str]:
    """Give the header's links what is chosen for comparison, as ``?t=1&t=2`` or nothing."""
    ids = [("t", text) for text in request.GET.getlist("t") if is_id(text)]
    return {"chosen_query": f"?{urlencode(ids[:MOST_CARRIED])}" if ids else ""}


MOST_CARRIED = 8  # more than fit into a comparison, which names what it leaves out
