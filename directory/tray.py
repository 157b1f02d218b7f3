"""The treatments a person has chosen to compare. They live in the address alone, as ``t=ID``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse

from directory.search.addresses import SearchAddress
from directory.search.wishes import wished
from providers.models import Treatment

LIMIT = 4
MOST_READ = 20  # ids looked up; an address may hold thousands
LONGEST_ID = 19  # digits of the largest bigint
LARGEST_ID = 2**63 - 1


def is_id(text: str) -> bool:
    """Say whether a text from outside can be the id of a row."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return is_number and int(text) <= LARGEST_ID


def compare_url(
    ids: Iterable[int], name: str = "compare", *, asked: QueryDict | None = None
) -> str:
    """Return the address of the comparison, or of another page called ``name``, of treatments.

    It carries along what was ``asked`` of a search.
    """
    params = wished(asked) if asked else QueryDict(mutable=True)
    params.setlist("t", [str(pk) for pk in ids])
    return SearchAddress(params, reverse(name)).tidy()


@dataclass(frozen=True)
class CompareLink:
    """The way to put a treatment into the comparison, or to take it out again."""

    treatment_id: int
    is_chosen: bool
    url: str
    is_full: bool = False


class Tray:
    """What ``params`` hold of the comparison: live treatments, each once, four at most, in order.

    An id that is not live takes no place here; the comparison itself names it. Costs one query, and
    none while nothing is chosen. What was ``asked`` of a search goes along to the comparison and to
    a provider's page; it stands in the same ``params`` unless it is given apart.
    """

    limit = LIMIT

    def __init__(self, params: QueryDict, asked: QueryDict | None = None) -> None:
        self.params = params
        self.asked = params if asked is None else asked

    @cached_property
    def treatments(self) -> dict[int, Treatment]:
        """The chosen treatments by id."""
        ids = [int(text) for text in self._given if is_id(text)][:MOST_READ]
        if not ids:
            return {}
        live = Treatment.objects.live().select_related("provider").in_bulk(ids)
        return {pk: live[pk] for pk in list(filter(live.get, ids))[: self.limit]}

    @property
    def left_out(self) -> bool:
        """Whether something was given that could not be kept: not live, no id, or a fifth."""
        return len(self._given) > len(self.treatments)

    @cached_property
    def _given(self) -> list[str]:
        return [text for text in dict.fromkeys(self.params.getlist("t")) if text]

    @property
    def ids(self) -> list[int]:
        return list(self.treatments)

    @property
    def names(self) -> list[str]:
        """What stands in the tray, in words."""
        return [f"{row.provider.name}: {row.title}" for row in self.treatments.values()]

    @property
    def compare_url(self) -> str:
        return compare_url(self.treatments, asked=self.asked)

    def address(self, params: QueryDict, path: str = "") -> SearchAddress:
        """Return an address with these parameters that carries what is chosen, and nothing dead."""
        carried = params.copy()
        carried.setlist("t", [str(pk) for pk in self.treatments])
        return SearchAddress(carried, path)

    @cached_property
    def _carried(self) -> SearchAddress:
        return self.address(wished(self.asked))

    def at(self, path: str) -> str:
        """Return the address of a page that carries what is chosen, and what was asked for."""
        return self._carried.at(path)

    def link(self, treatment_id: int, address: SearchAddress) -> CompareLink:
        """Return the link that adds a treatment, or removes it when it is already chosen."""
        if treatment_id in self.treatments:
            return CompareLink(treatment_id, True, address.without_value("t", treatment_id))
        is_full = len(self.treatments) >= self.limit
        return CompareLink(treatment_id, False, address.with_value("t", treatment_id), is_full)
