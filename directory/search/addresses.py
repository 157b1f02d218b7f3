"""Addresses of searches: the same search with one thing more or less.

Nothing is glued from strings.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

PAGE = "page"
CHOSEN = "t"  # what was chosen to compare

type Params = dict[str, list[str]]
type Encoded = dict[str, str]  # of each parameter its part of a query string


@dataclass(frozen=True)
class Candidate:
    """A place that may be meant, and the address of the same page around it."""

    label: str
    url: str


class SearchAddress:
    """The query string of the page being shown, from which every link on it is made.

    A page has a link for each treatment, all alike but for one value: the others are encoded once.
    """

    def __init__(self, params: QueryDict, path: str = "") -> None:
        self.params = _without_idle(params)
        self.path = path or reverse("search")

    def with_value(self, name: str, value: object) -> str:
        """Return the address with one more value of a parameter; the page starts again.

        Unless it is what was chosen to compare, which changes nothing of the results.
        """
        return self._with(name, [*self.params.get(name, ()), str(value)])

    def replaced(self, name: str, value: object) -> str:
        """Return the address with a parameter set to one value."""
        return self._with(name, [str(value)])

    def without(self, *names: str) -> str:
        """Return the address without parameters, whatever their values."""
        return self._join(_without(self._first_page, *names))

    def without_value(self, name: str, value: object) -> str:
        """Return the address without one value of a parameter; its other values stay."""
        return self._with(name, [one for one in self.params.get(name, ()) if one != str(value)])

    def tidy(self) -> str:
        """Return the address as it should stand in the address bar."""
        return self._join(self._encoded)

    def at(self, path: str) -> str:
        """Return the address of another page with the same parameters."""
        return self._join(self._encoded, path)

    def cleared(self) -> str:
        """Return the address of the search without filters; what was chosen to compare stays."""
        return self._join({CHOSEN: self._encoded.get(CHOSEN, "")})

    @cached_property
    def _encoded(self) -> Encoded:
        return {name: _encode(name, values) for name, values in self.params.items()}

    @cached_property
    def _first_page(self) -> Encoded:
        return _without(self._encoded, PAGE)

    def _with(self, name: str, values: list[str]) -> str:
        around = self._encoded if name in (PAGE, CHOSEN) else self._first_page
        return self._join(around | {name: _encode(name, values)})

    def _join(self, parts: Encoded, path: str = "") -> str:
        query = "&".join(filter(None, parts.values()))
        return f"{path or self.path}?{query}" if query else path or self.path


def _encode(name: str, values: list[str]) -> str:
    return urlencode({name: values}, doseq=True)


def _without[T](params: dict[str, T], *names: str) -> dict[str, T]:
    return {name: values for name, values in params.items() if name not in names}


def _without_idle(params: QueryDict) -> Params:
    """Return parameters without what says nothing: empty values, and a radius around no place."""
    stated = {name: [value for value in values if value] for name, values in params.lists()}
    kept = {name: values for name, values in stated.items() if values}
    return kept if "near" in kept else _without(kept, "within")
