"""Short ways to ask the search something."""

from urllib.parse import urlencode

from django.http import QueryDict

from directory.search.answer import Answer
from directory.search.filters import ProviderFilter
from directory.search.page import SearchPage
from providers.models import Provider
from tests.factories import TODAY

UTAH = {
    "key": "lehi",
    "city": "Lehi",
    "state": "UT",
    "zip_code": "84043",
    "latitude": 40.4137,
    "longitude": -111.8739,
    "precision": "zip",
}


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
