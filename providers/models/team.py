from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import TeamQuerySet
from .provider import Provider


class Team(models.Model):
    """The people who keep one provider's listing, from its first draft on.

    The live ``provider`` comes with the first approval, or with a claim; until then there is none.
    The key is made where the form is shown, so that a form sent twice begins one listing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.OneToOneField(
        Provider, models.PROTECT, null=True, blank=True, related_name="team"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """What the listing is called: live, else as it was last written."""
        if self.provider is not None:
            return self.provider.name
        newest = self.submissions.order_by("-created_at", "-pk").first()
        return newest.document["provider"].get("name", "") if newest else ""


class Member(models.Model):
    """A person of a team: an owner, who may do everything, or an editor of the facts.

    ``since`` is when they came into that role.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="member_once_a_team")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER
