"""What a public page depends on besides its address, and how caches may keep it.

Everything public follows from the catalogue's version, that of the dated facts, the day (facts go
stale) and the release of this site. So a page that somebody has seen is still the same while these
four are, and is answered with 304 without being made again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition

from directory.memory import Memory
from directory.release import release
from directory.search.index.keeper import keeper
from directory.search.index.version import published_versions
from providers.freshness import current_date

HELD_FOR = 2  # seconds that a cache in front may answer by itself: as late as an index may be


@dataclass(frozen=True)
class Edition:
    """The catalogue as it is on a day, and the version of the dated facts beside it.

    ``published`` is the catalogue's version when this was looked up: later, if the index is behind.
    """

    version: int
    day: date
    content: int = 0
    published: int = field(default=0, compare=False)


def current_edition() -> Edition:
    """Return the edition that can be answered now, never a later one than the index's.

    Costs one query.
    """
    today, (version, content) = current_date(), published_versions()
    index = keeper.index_on(today)
    known = min(version, index.version) if index else version
    return Edition(known, today, content, published=version)


def edition_of(request: HttpRequest) -> Edition:
    """Return the edition that a request is answered from; looked up once."""
    if not hasattr(request, "edition"):
        request.edition = current_edition()
    return request.edition


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let caches keep what a view answers, and answer 304 while nothing has changed.

    For views whose answer is the same for everybody.
    """
    return _kept(view, _etag)


def hourly_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Do as ``public_page`` does, for a view that tells each hour what it was like at its start."""
    return _kept(view, _hourly_etag)


def hour_of(request: HttpRequest) -> datetime:
    """Return the start of the hour that a request is answered in; looked up once."""
    if not hasattr(request, "hour"):
        request.hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return request.hour


def _kept(
    view: Callable[..., HttpResponse], etag: Callable[..., str]
) -> Callable[..., HttpResponse]:
    conditional = condition(etag_func=etag)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = conditional(request, *args, **kwargs)
        if response.status_code < 400:
            patch_cache_control(
                response, public=True, max_age=0, s_maxage=HELD_FOR, must_revalidate=True
            )
        else:
            response.headers.pop("ETag", None)
        return response

    return answer


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Return a tag of the edition and the address; an edition is never newer than what is shown.

    It names what is published too: what has just been hidden is asked for anew, though the index
    does not know it yet.
    """
    return f'W/"{_tag(request)}"'


def _hourly_etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    return f'W/"{_tag(request)}-{hour_of(request):%H}"'


def _tag(request: HttpRequest) -> str:
    edition = edition_of(request)
    part = "part" if request.htmx else "whole"
    address = sha256(f"{request.build_absolute_uri()} {part}".encode()).hexdigest()[:12]
    versions = f"{edition.version}-{edition.published}-{edition.content}"
    return f"{versions}-{edition.day:%Y%m%d}-{release()}-{address}"


_memories: list[Memory[Any]] = []


def remembered[T](find: Callable[[Edition], T]) -> Callable[[Edition], T]:
    """Keep what a function found in the catalogue of the latest edition."""
    return remembered_each(1)(find)


def remembered_each[**P, T](
    most: int, *, by_content: bool = False
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function of an edition and a key found; of ``most`` of them, the last asked for.

    With as many as there are keys, each is looked up once an edition, and older editions make room.
    The dated facts make no difference to it, unless it is kept ``by_content``.
    """

    def remember(find: Callable[P, T]) -> Callable[P, T]:
        memory = Memory(find, most)
        _memories.append(memory)

        @wraps(find)
        def recall(edition: Edition, *key: Hashable) -> T:
            return memory.recall(edition if by_content else replace(edition, content=0), *key)

        return recall

    return remember


def forget() -> None:
    """Forget every edition: for tests, whose catalogues come and go without a new version."""
    for memory in _memories:
        memory.forget()
