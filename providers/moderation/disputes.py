"""Which facts are marked as disputed to the public: those that enough independent reports name.

A disputed fact is marked wherever it is shown, and worth asking about again; for searches it counts
as before. Three strangers can make people look twice, but cannot take a provider out of results:
that takes a moderator.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from ..mail.notices import tell_owners
from ..matters import Matter, title_of
from ..models import Event, Provider
from ..models.submission import Rule
from .publishing import next_version
from .written_rules import switch_of

INDEPENDENT = 3  # open reports on one fact, from as many networks


def disputed_facts(provider: Provider) -> list[str]:
    """Return the facts of a listing that are in dispute, sorted: ["/contact", "iv/fees"]."""
    named = provider.reports.open().exclude(fact="").values("treatment", "fact")
    counted = named.annotate(networks=Count("network", distinct=True))
    found = counted.filter(networks__gte=INDEPENDENT).values_list("treatment", "fact")
    return sorted(f"{treatment}/{fact}" for treatment, fact in found)


def mark_disputed(provider: Provider, *, now: datetime) -> bool:
    """Bring the marks of a listing to what its open reports say; return whether any changed.

    Run inside a transaction that holds the version and the provider, in this order. A change is one
    of the catalogue: pages, caches and the index follow its version. Owners are told of new ones.
    While the rule is switched off there are none, and those that stand stay until they are decided.
    """
    found = disputed_facts(provider)
    if found != provider.disputed and not switch_of(Rule.DISPUTE).is_on:
        found = [fact for fact in found if fact in provider.disputed]
    if found == provider.disputed:
        return False
    new = [fact for fact in found if fact not in provider.disputed]
    before, provider.disputed = provider.disputed, found
    provider.save(update_fields=["disputed"])
    Event.objects.create(
        provider=provider,
        kind=Event.Kind.DISPUTED,
        at=now,
        under=Rule.DISPUTE,
        before={"disputed": before},
        after={"disputed": found},
        catalogue_version=next_version(),
    )
    if new:
        titles = [title_of(provider, Matter(*fact.split("/", 1))) for fact in new]
        tell_owners(provider, "fact_disputed", disputed=titles)
    return True
