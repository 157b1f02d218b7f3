"""An invented catalogue of any size, in a scratch database.

Up to SEEDED providers come through the one door. Beyond that PostgreSQL copies their rows, many
times faster: what a search page reads, and nothing else. Fees, answers, events and submissions
exist for the first SEEDED providers alone, since no search page reads them.
"""

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from providers.models import Availability, Coverage, Location, Provider, Submission, Treatment
from providers.moderation.publishing import next_version

SEEDED = 20_000
SPREAD = 801  # thousandths of a degree, of latitude and of longitude, over which copies lie


def _shifted(column: str, prime: int) -> str:
    return f"{column} + ((id * {prime} + %(copy)s * 7919) %% {SPREAD} - {SPREAD // 2}) / 1000.0"


# What differs in the copy numbered %(copy)s: keys, and where it is. Everything else stays.
_OWN_KEY = {"id": "id + %(copy)s * {rows}"}
_OF_PROVIDER = {"provider_id": "provider_id + %(copy)s * {providers}"}
_OF_TREATMENT = {"treatment_id": "treatment_id + %(copy)s * {treatments}"}
COPIED = {
    Provider: {
        "slug": "slug || '-copy-' || id + %(copy)s * {rows}",
        "import_key": "import_key || ' copy ' || id + %(copy)s * {rows}",
    },
    Location: {
        **_OF_PROVIDER,
        "latitude": _shifted("latitude", 104_729),
        "longitude": _shifted("longitude", 15_485_863),
    },
    Treatment: _OF_PROVIDER,
    Coverage: _OF_TREATMENT,
    Availability: _OF_TREATMENT,
}


def fill(providers: int) -> None:
    """Make the database hold an invented catalogue of this size, with the planner's statistics.

    ``providers`` is at most SEEDED or a multiple of it. What the database holds is built upon where
    it can be, and removed otherwise.
    """
    if providers > SEEDED and providers % SEEDED:
        raise ValueError(f"Beyond {SEEDED:,} providers, a multiple of that.")
    held = Provider.objects.count()
    if not held or held % SEEDED or providers % held:
        _empty()
        held = min(providers, SEEDED)
        call_command("seed_demo", providers=held, seed=1, verbosity=0)
    if providers > held:
        _multiply(providers // held)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _empty() -> None:
    """Remove the catalogue. Its version stays: no process takes another catalogue for this one."""
    tables = ", ".join(map(_table, (Provider, Submission)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # a history is kept else
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


def _multiply(times: int) -> None:
    """Copy every row until there are ``times`` as many, without the indexes and checks of each."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET session_replication_role = replica")  # no look at each foreign key
        cursor.execute("SET maintenance_work_mem = '512MB'")
        _alter_indexes("remove_index")
        statements = [_statement(model, changes) for model, changes in COPIED.items()]
        for copy in range(1, times):
            for statement in statements:
                cursor.execute(statement, {"copy": copy})
        _alter_indexes("add_index")
        for statement in connection.ops.sequence_reset_sql(no_style(), list(COPIED)):
            cursor.execute(statement)
        cursor.execute("RESET ALL")
    with transaction.atomic():
        next_version()


def _alter_indexes(change: str) -> None:
    with connection.schema_editor() as editor:
        for model in COPIED:
            for index in model._meta.indexes:
                getattr(editor, change)(model, index)


def _statement(model: type[models.Model], changes: dict[str, str]) -> str:
    """Return the statement that copies the rows that a table holds now once."""
    rows, providers, treatments = map(_last, (model, Provider, Treatment))
    values = {
        field.column: connection.ops.quote_name(field.column)
        for field in model._meta.concrete_fields
    }
    names, values = ", ".join(values.values()), ", ".join((values | _OWN_KEY | changes).values())
    values = values.format(rows=rows, providers=providers, treatments=treatments)
    table = _table(model)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id <= {rows}"


def _last(model: type[models.Model]) -> int:
    return model.objects.aggregate(last=models.Max("pk"))["last"]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
