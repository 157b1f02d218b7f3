"""Which addresses are somebody else's page about a clinic, rather than the clinic's own."""

from collections.abc import Iterator
from urllib.parse import urlsplit

# A page on one of these hosts, or on a host below it, is not the clinic's own.
DIRECTORIES = frozenset({
    # Directories of ketamine, psychedelic or Spravato treatment.
    "askp.org", "healingmaps.com", "ketamineclinicsdirectory.com", "ketaminedirectory.com",
    "ketaminetherapyformentalhealth.com", "licensedpsychedelics.com", "mddcare.com",
    "psychable.com", "spravato.com", "spravatotreatmentcenter.com", "thethirdwave.co",
    # Directories and booking sites of therapists, doctors and treatment.
    "betterhelp.com", "castleconnolly.com", "doctor.com", "findatopdoc.com", "findtreatment.gov",
    "goodtherapy.org", "growtherapy.com", "headway.co", "health.usnews.com", "healthgrades.com",
    "helloalma.com", "miresource.com", "npidb.org", "npino.com", "opencare.com",
    "psychologytoday.com", "ratemds.com", "recovery.com", "rehabs.com", "sharecare.com",
    "solvhealth.com", "therapyden.com", "therapytribe.com", "vitals.com", "webmd.com",
    "wellness.com", "zencare.co", "zocdoc.com",
    # Directories of all trades, maps and social networks.
    "bbb.org", "birdeye.com", "facebook.com", "fb.com", "g.page", "goo.gl", "google.com",
    "instagram.com", "linkedin.com", "linktr.ee", "mapquest.com", "nextdoor.com", "tiktok.com",
    "twitter.com", "x.com", "yellowpages.com", "yelp.com", "youtube.com",
})  # fmt: skip
OWN_PAGES = frozenset({"sites.google.com"})  # Here clinics build sites of their own.


def host_of(url: str) -> str:
    """Return the host of a web address in small letters; ValueError if it has none."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if not host:
        raise ValueError(f"{url} has no host.")
    return host


def is_directory(host: str) -> bool:
    """Return whether pages on this host are those of a directory."""
    return host not in OWN_PAGES and not DIRECTORIES.isdisjoint(_domains(host))


def _domains(host: str) -> Iterator[str]:
    """Yield a host and every domain above it: a.b.c, b.c, c."""
    while host:
        yield host
        host = host.partition(".")[2]
