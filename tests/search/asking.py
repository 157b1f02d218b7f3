"""Short ways to ask the search something."""

from datetime import datetime, time
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from directory.search.answer import Answer
from directory.search.filters import ProviderFilter
from directory.search.page import SearchPage
from providers.listing.document import check
from providers.models import Provider, Submission
from providers.moderation.decisions import approve
from tests.factories import TODAY, moderator

UTAH = {
    "key": "lehi",
    "city": "Lehi",
    "state": "UT",
    "zip_code": "84043",
    "latitude": 40.4137,
    "longitude": -111.8739,
    "precision": "zip",
}


NOON = timezone.make_aware(datetime.combine(TODAY, time(12)))


def publish_all(*documents):
    """Take documents through the door together, in a few statements, and return their providers."""
    for document in documents:
        check(document)
    waiting = Submission.objects.bulk_create(
        Submission(document=document, state=Submission.State.SUBMITTED, submitted_at=NOON)
        for document in documents
    )
    return approve(waiting, by=moderator(), now=NOON)


def query(**params):
    """Return parameters as a query string; a list is a parameter given several times."""
    return urlencode(params, doseq=True)


def ask(*, today=TODAY, page_size=0, **params):
    """Return the answer to a search."""
    data = QueryDict(query(**params))
    return Answer(ProviderFilter(data, today=today), page_size=page_size)


def found(**params):
    """Return the names of the providers that a search finds, in order."""
    ids = ask(**params).ids
    names = dict(Provider.objects.values_list("pk", "name"))
    return [names[pk] for pk in ids]


def counts(name, **params):
    """Return the counts of one facet that are not zero."""
    return {choice: n for choice, n in ask(**params).counts[name].items() if n}


def problems(**params):
    """Return (field, message) of everything in a search that was not understood."""
    page = SearchPage(QueryDict(query(**params)))
    return [(problem.name, problem.message) for problem in page.problems]
