"""Where cookies exist, and where they do not.

Private pages (``PRIVATE_PATHS``) are those for people who sign in. Every other page is the same for
everybody, and is kept by caches: it must neither know nor show who is there.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


def is_private(request: HttpRequest) -> bool:
    """Say whether a page is one of those for people who sign in."""
    return request.path_info.startswith(settings.PRIVATE_PATHS)


class PrivatePagesMiddleware:
    """Hides cookies from public pages, and keeps private ones out of caches and search engines.

    A browser that is signed in sends its cookies everywhere, since a cookie has one path and
    private pages have several. What no public page is given, none can answer by, take back or
    renew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_private(request):
            request.META.pop("HTTP_COOKIE", None)
            return self.get_response(request)
        response = self.get_response(request)
        add_never_cache_headers(response)
        response.headers["X-Robots-Tag"] = "noindex"
        return response
