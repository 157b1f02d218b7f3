"""The API's views: reading only, without an account, for every origin.

Other sites' pages may read the answers (Access-Control-Allow-Origin), because they are the same
for everybody: there is no cookie, account or address they could depend on.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular import renderers
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.editions import edition_of
from directory.search.answer import Answer
from directory.search.answering import answer_search
from directory.search.facets import facets
from directory.search.index.version import one_state
from providers.freshness import current_date
from providers.models import Provider

from .filters import ApiFilter, search_errors
from .links import api_url, neighbor_url
from .listing import ListingSerializer
from .schema import SLUG, SearchSchema
from .serializers import AnswerSerializer, ErrorsSerializer, MovedSerializer, NoteSerializer


class AlwaysFirst(BaseContentNegotiation):
    """Answer in the view's first renderer, whatever is accepted: there is no other."""

    def select_parser(self, request: Request, parsers: list) -> None:
        return None

    def select_renderer(self, request: Request, renderers: list, format_suffix: str = "") -> tuple:
        return renderers[0], renderers[0].media_type


class ReadingView(APIView):
    """A view that only reads."""

    http_method_names = ("get", "head", "options")
    parser_classes = ()
    content_negotiation_class = AlwaysFirst

    @property
    def default_response_headers(self) -> dict[str, str]:
        return super().default_response_headers | {"Access-Control-Allow-Origin": "*"}


class ProvidersView(ReadingView):
    """Find providers."""

    schema = SearchSchema()

    @extend_schema(
        operation_id="providers",
        summary="Find providers",
        responses={
            200: OpenApiResponse(AnswerSerializer, "The answer."),
            400: OpenApiResponse(ErrorsSerializer, "Not understood, so not answered."),
        },
    )
    def get(self, request: Request) -> Response:
        """The same search as on the pages, with a count beside every choice.

        A parameter that does not exist, a value that is not understood and a page that is not there
        are errors; then nothing is answered.
        """
        with one_state():
            search = ApiFilter(request.query_params)
            answer = answer_search(search, at_least=edition_of(request).version)
            if errors := search_errors(answer):
                return Response({"errors": errors}, status=400)
            document = AnswerSerializer(_answer(answer, request), context=_context(answer, request))
            return Response(document.data)


def _answer(answer: Answer, request: Request) -> dict[str, Any]:
    found = {row.pk: row for row in Provider.objects.live().for_results(answer.ids)}
    return {
        "count": answer.total,
        "page": answer.page,
        "pages": answer.pages,
        "next": neighbor_url(answer, 1, request),
        "previous": neighbor_url(answer, -1, request),
        "not_stated_more": answer.unknown_more,
        "order": answer.search.order,
        "repairs": answer.repairs,
        "facets": facets(answer.search, answer.counts),
        "results": [found[pk] for pk in answer.ids if pk in found],
    }


def _context(answer: Answer, request: Request) -> dict[str, Any]:
    return {
        "request": request,
        "today": answer.search.today,
        "place": answer.search.place,
        "matched": answer.matched,
    }


class ProviderView(ReadingView):
    """Read one listing."""

    @extend_schema(
        operation_id="provider",
        summary="Read one listing",
        parameters=[SLUG],
        responses={
            200: OpenApiResponse(ListingSerializer, "The listing."),
            301: OpenApiResponse(MovedSerializer, "The listing has another slug now."),
            404: OpenApiResponse(NoteSerializer, "No public listing has this slug."),
        },
    )
    def get(self, request: Request, slug: str) -> Response:
        """Everything a listing states: facts by key, fees, sums, coverage, answers, locations."""
        found = Provider.objects.live().for_pages().filter(slug=slug).first()
        if found is None:
            return _moved(slug, request)
        context = {"request": request, "today": current_date()}
        return Response(ListingSerializer(found, context=context).data)


def _moved(slug: str, request: Request) -> Response:
    """Point from a slug that a live provider, or a duplicate of it, had to the one it has."""
    found = Provider.objects.live().once_at(slug).first()
    if found is None:
        raise NotFound(_("There is no listing here."))
    address = api_url(found, request)
    document = MovedSerializer({"detail": _("This listing has moved."), "api_url": address})
    return Response(document.data, status=301, headers={"Location": address})


class SchemaView(ReadingView):
    """The OpenAPI schema of the API: JSON or, if accepted rather than that, YAML."""

    content_negotiation_class = APIView.content_negotiation_class
    renderer_classes = (
        renderers.OpenApiJsonRenderer2,
        renderers.OpenApiJsonRenderer,
        renderers.OpenApiYamlRenderer2,
        renderers.OpenApiYamlRenderer,
    )

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(_schema())


@cache
def _schema() -> dict[str, Any]:
    """Return the schema; it depends on nothing but the code."""
    return SchemaGenerator().get_schema(request=None, public=True)


class NowhereView(ReadingView):
    """Everything else below /api/, so that a wrong address is answered in JSON too."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        raise NotFound(_("There is nothing at this address. The schema is at /api/schema/."))
