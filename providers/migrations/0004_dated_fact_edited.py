from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max


def mark_edited(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Set when each fact was last changed at /admin/, so that no later release takes it back."""
    entries = apps.get_model("admin", "LogEntry").objects.filter(
        content_type__app_label="providers", content_type__model="datedfact"
    )
    facts = apps.get_model("providers", "DatedFact").objects
    for pk, last in entries.values_list("object_id").annotate(last=Max("action_time")).order_by():
        facts.filter(pk=pk).update(edited_at=last)


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("providers", "0003_answered"),
    ]

    operations = [
        migrations.AddField(
            model_name="datedfact",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="edited"
            ),
        ),
        migrations.RunPython(mark_edited, migrations.RunPython.noop),
    ]
