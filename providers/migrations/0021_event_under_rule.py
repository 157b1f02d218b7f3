from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Index what has passed under a rule, while the largest table is read and written on."""

    atomic = False  # as PostgreSQL wants it

    dependencies = [
        ("providers", "0020_sent_back_apart_from_events"),
    ]

    operations = [
        # An index that was stopped half-built stays, and is of no use: begin again.
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS event_under_rule", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("under", ""), _negated=True),
                fields=["under", "id"],
                name="event_under_rule",
            ),
        ),
    ]
