from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    """The catalogue, and everything that changes it."""

    name = "providers"
    verbose_name = _("Providers")
