"""Is the site well? Asked by load balancers and by `serve`, which cannot read prose."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.search.index.keeper import keeper


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if the database answers, else 503; never says why, since anybody may ask.

    Without the index searches are slower and as good: it is named, and no reason for 503.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "index": keeper.state})
