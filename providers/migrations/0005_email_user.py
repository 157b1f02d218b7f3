from django.db import migrations, models
from django.db.models.functions import Lower
from django.utils import timezone


class Migration(migrations.Migration):
    """People sign in with their e-mail address; who has none gets one that leads nowhere."""

    dependencies = [("providers", "0004_dated_fact_edited")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE providers_user
            SET email = lower(CASE email WHEN '' THEN username || '@askfirst.invalid' ELSE email END)
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterModelManagers("user", []),
        migrations.RemoveField("user", "username"),
        migrations.RemoveField("user", "first_name"),
        migrations.RemoveField("user", "last_name"),
        migrations.AlterField(
            model_name="user",
            name="date_joined",
            field=models.DateTimeField(default=timezone.now, verbose_name="joined"),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                blank=True, max_length=254, null=True, unique=True, verbose_name="e-mail address"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_active",
            field=models.BooleanField(
                default=True,
                help_text="May sign in. Take this away rather than delete.",
                verbose_name="active",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_staff",
            field=models.BooleanField(
                default=False, help_text="May open /admin/.", verbose_name="staff"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", Lower("email"))), name="user_email_in_small_letters"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email__isnull", False), ("is_active", False), _connector="OR"),
                name="user_with_no_email_is_closed",
            ),
        ),
    ]
