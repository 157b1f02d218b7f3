"""What every template knows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from providers.models import Provider


def invented_listings(request: HttpRequest) -> dict[str, object]:
    """Say whether invented listings are live; asked only by templates that use it."""
    invented = Provider.objects.live().filter(is_invented=True)
    return {"invented_listings": SimpleLazyObject(invented.exists)}
