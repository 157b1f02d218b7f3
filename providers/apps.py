from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    """The catalogue, and everything that changes it."""

    name = "providers"
    verbose_name = _("Providers")

    def ready(self) -> None:
        from .dated_facts.writing import write_first_texts
        from .moderation.roles import write_roles

        post_migrate.connect(write_first_texts, sender=self)
        post_migrate.connect(write_roles, sender=self)  # permissions are made after migrations, too
