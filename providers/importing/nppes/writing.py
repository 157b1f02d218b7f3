"""A batch of organizations on its way into the database: COPY into a staging table, then one merge.

What differs is written and nothing else. Runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections

from ...models import NppesFile, NppesOrganization
from .rows import FIELDS, Organization

TABLE = NppesOrganization._meta.db_table
KEPT = tuple(name for name in FIELDS if name not in ("npi", "deactivated_on", "reactivated_on"))


def write(organizations: Iterable[Organization], file: NppesFile) -> dict[str, int]:
    """Write organizations as a file states them; return how many were created and changed.

    Of several rows with one NPI the last counts.
    """
    rows = {row.npi: row for row in organizations}
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor, database.wrap_database_errors:
        cursor.execute(f"CREATE TEMP TABLE staging (LIKE {TABLE})")
        with cursor.copy(f"COPY staging ({_names('', FIELDS)}, file_id) FROM STDIN") as copy:
            for row in rows.values():
                values = (getattr(row, name) for name in FIELDS)
                copy.write_row([list(v) if isinstance(v, tuple) else v for v in values] + [file.pk])
        cursor.execute(KEEP)
        cursor.execute(COUNT)
        created, changed = cursor.fetchone()
        cursor.execute(MERGE)
        cursor.execute("DROP TABLE staging")
    return {"created": created, "changed": changed, "unchanged": len(rows) - created - changed}


def _names(table: str, names: Iterable[str]) -> str:
    return ", ".join(f"{table}{name}" for name in names)


# What the file no longer says of a deactivated organization stays as an earlier file had it.
KEEP = f"""
    UPDATE staging SET {", ".join(f"{name} = known.{name}" for name in KEPT)}
    FROM {TABLE} AS known WHERE known.npi = staging.npi AND staging.name = ''
"""
COUNT = f"""
    SELECT count(*) FILTER (WHERE known.npi IS NULL),
           count(*) FILTER (WHERE known.npi IS NOT NULL AND
               ({_names("known.", FIELDS)}) IS DISTINCT FROM ({_names("staging.", FIELDS)}))
    FROM staging LEFT JOIN {TABLE} AS known USING (npi)
"""
MERGE = f"""
    INSERT INTO {TABLE} AS known ({_names("", FIELDS)}, file_id)
    SELECT {_names("", FIELDS)}, file_id FROM staging ORDER BY npi
    ON CONFLICT (npi) DO UPDATE SET
        ({_names("", FIELDS)}, file_id) = ({_names("excluded.", FIELDS)}, excluded.file_id)
    WHERE ({_names("known.", FIELDS)}, known.file_id)
        IS DISTINCT FROM ({_names("excluded.", FIELDS)}, excluded.file_id)
"""
