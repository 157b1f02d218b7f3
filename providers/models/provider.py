from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..contacts import BareHost, BareNumber
from ..npi import validate_npi
from ..querysets import ProviderQuerySet
from ..vocabulary import Consent, Discipline, Language, PaymentOption, PracticeKind, Source
from .sourced import Sourced, at_least, stated_choice


def stated_choices(choices: type[models.Choices]) -> ArrayField:
    """Return a field for a list of choices or NULL: NULL is "not stated", an empty list "none"."""
    return ArrayField(
        models.CharField(max_length=30, choices=choices), null=True, blank=True, default=None
    )


class Provider(Sourced):
    """A practice, clinic, program or service that gives ketamine treatment.

    Rows are written by ``moderation.publishing`` alone. NULL is "not stated" in every fact.
    """

    class Status(models.TextChoices):
        LIVE = "live", _("Live")
        PAUSED = "paused", _("Temporarily closed")
        CLOSED = "closed", _("Closed")
        HIDDEN = "hidden", _("Hidden")
        REMOVED = "removed", _("Removed")
        MERGED = "merged", _("Merged into another")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.LIVE)
    # The listing that stands for this duplicate; its address leads there (``moderation.merging``).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    consent = models.CharField(_("consent"), max_length=20, choices=Consent)
    is_invented = models.BooleanField(_("invented"), default=False)
    import_key = models.CharField(
        _("import key"), max_length=300, unique=True, null=True, blank=True, default=None
    )

    practice_kind = stated_choice(PracticeKind)
    summary = models.TextField(_("summary"), blank=True, default="", max_length=2000)
    website = models.URLField(
        _("website"),
        max_length=500,
        blank=True,
        default="",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
    email = models.EmailField(_("public e-mail"), blank=True, default="")
    ketamine_since = models.PositiveSmallIntegerField(
        _("ketamine treatment since"), null=True, blank=True
    )
    patients_treated = models.PositiveIntegerField(_("patients treated"), null=True, blank=True)
    sessions_given = models.PositiveIntegerField(_("sessions given"), null=True, blank=True)
    lead_disciplines = stated_choices(Discipline)
    training = models.TextField(_("training"), blank=True, default="", max_length=1000)
    offers_kap = models.BooleanField(_("offers KAP"), null=True, blank=True, default=None)
    languages = stated_choices(Language)
    ownership = models.TextField(_("ownership"), blank=True, default="", max_length=1000)
    interests = models.TextField(_("interests"), blank=True, default="", max_length=1000)
    npi = models.CharField(
        _("organization NPI"), max_length=10, blank=True, default="", validators=[validate_npi]
    )
    payment_options = stated_choices(PaymentOption)
    after_hours = models.TextField(_("after hours"), blank=True, default="", max_length=1000)
    refund_policy = models.TextField(_("refunds"), blank=True, default="", max_length=1000)
    states_served = ArrayField(models.CharField(max_length=2), null=True, blank=True, default=None)

    # Derived by publishing, so that a search can order and match without reading the children.
    # ``answered`` is NULL where it has not been derived yet (``manage.py derive``).
    questions_answered = models.PositiveSmallIntegerField(default=0)
    answered = ArrayField(models.CharField(max_length=30), null=True, default=None)  # keys of them
    confirmed_on = models.DateField(null=True, blank=True)
    words = SearchVectorField(null=True)
    plain_words = models.TextField(blank=True, default="")
    # By these a text copied from the listing is found (``listing.passages``).
    text_marks = ArrayField(models.BigIntegerField(), default=list, blank=True)

    # What three independent reports say is wrong, until they are decided ("iv/fees", "/contact").
    # Written by ``moderation.disputes`` alone; a new edition leaves it as it is.
    disputed = ArrayField(models.CharField(max_length=120), default=list, db_default=[], blank=True)

    published_at = models.DateTimeField()

    HEAVY = ("words", "plain_words", "text_marks")  # what no page reads

    objects = ProviderQuerySet.as_manager()

    class Meta:
        constraints = [
            at_least("ketamine_since", 1962, "provider_since_after_synthesis"),
            models.CheckConstraint(condition=~Q(name=""), name="provider_named"),
            models.CheckConstraint(
                condition=Q(status="merged") ^ Q(merged_into__isnull=True),
                name="provider_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(import_key__isnull=False) | ~Q(source=Source.PUBLIC_LIST),
                name="provider_listed_has_import_key",
            ),
            models.CheckConstraint(
                condition=~Q(consent=Consent.PUBLIC_RECORD) | Q(confirmed_on__isnull=True),
                name="provider_unclaimed_is_unconfirmed",
            ),
            models.CheckConstraint(
                condition=Q(npi="") | Q(npi__regex=r"^[12]\d{9}$"), name="provider_npi_ten_digits"
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="provider_words"),
            GinIndex(
                fields=["plain_words"], opclasses=["gin_trgm_ops"], name="provider_plain_words"
            ),
            models.Index(fields=["-questions_answered", "-confirmed_on"], name="provider_order"),
            # What the checks for duplicates and copies look up.
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="provider_name"),
            # Looked up mark by mark, each time with all that an index would put off.
            GinIndex(fields=["text_marks"], fastupdate=False, name="provider_text_marks"),
            models.Index(BareNumber("phone"), name="provider_bare_number"),
            models.Index(BareHost("website"), name="provider_bare_host"),
            models.Index(fields=["npi"], condition=~Q(npi=""), name="provider_npi"),
            models.Index(fields=["id"], condition=Q(status="live"), name="provider_live"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("provider", args=[self.slug])


class FormerSlug(models.Model):
    """A slug that a provider once had, so that old links still arrive."""

    slug = models.SlugField(max_length=120, unique=True)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
