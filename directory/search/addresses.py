"""Addresses of searches: the same search with one thing more or less.

Nothing is glued from strings.
"""

from django.http import QueryDict
from django.urls import reverse

PAGE = "page"


class SearchAddress:
    """The query string of the page being shown, from which every link on it is made."""

    def __init__(self, params: QueryDict, path: str = "") -> None:
        self.params = _without_idle(params)
        self.path = path or reverse("search")

    def with_value(self, name: str, value: object) -> str:
        """Return the address with one more value of a parameter; the page starts again."""
        params = self._copy()
        params.setlist(name, [*params.getlist(name), str(value)])
        return self._join(params)

    def replaced(self, name: str, value: object) -> str:
        """Return the address with a parameter set to one value."""
        params = self._copy(keep_page=name == PAGE)
        params[name] = str(value)
        return self._join(params)

    def without(self, *names: str) -> str:
        """Return the address without parameters, whatever their values."""
        params = self._copy()
        for name in names:
            params.pop(name, None)
        return self._join(params)

    def without_value(self, name: str, value: object) -> str:
        """Return the address without one value of a parameter; its other values stay."""
        params = self._copy()
        params.setlist(name, [kept for kept in params.getlist(name) if kept != str(value)])
        return self._join(params)

    def tidy(self) -> str:
        """Return the address as it should stand in the address bar."""
        return self._join(self.params)

    def cleared(self) -> str:
        """Return the address of the search without filters; what was chosen to compare stays."""
        params = QueryDict(mutable=True)
        params.setlist("t", self.params.getlist("t"))
        return self._join(params)

    def _copy(self, *, keep_page: bool = False) -> QueryDict:
        params = self.params.copy()
        if not keep_page:
            params.pop(PAGE, None)
        return params

    def _join(self, params: QueryDict) -> str:
        query = params.urlencode()
        return f"{self.path}?{query}" if query else self.path


def _without_idle(params: QueryDict) -> QueryDict:
    """Return parameters without what says nothing: empty values, and a radius around no place."""
    kept = QueryDict(mutable=True)
    for name, values in params.lists():
        if stated := [value for value in values if value]:
            kept.setlist(name, stated)
    if "near" not in kept:
        kept.pop("within", None)
    return kept
