"""Sessions that leave every answer alone whose view never asked who is there."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


class QuietSessionMiddleware(SessionMiddleware):
    """Django's own, but for pages that use no session.

    Django's also takes back a session cookie that it does not know, on whatever page it comes with:
    that would set a cookie, and vary by cookies, on a public page that caches may keep.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        if not (session.accessed or session.modified):
            return response
        return super().process_response(request, response)
