from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache: what `createcachetable` would make, but unlogged.

    It holds counts of attempts, for minutes. PostgreSQL empties an unlogged table after a crash,
    and spares it the write-ahead log.
    """

    dependencies = [("providers", "0005_email_user")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE shared_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX shared_cache_expires ON shared_cache (expires);
            """,
            "DROP TABLE shared_cache",
        )
    ]
