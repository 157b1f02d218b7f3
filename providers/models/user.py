from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..moderation.roles import record_roles, roles_of


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "User":
        """Return a new user; without a password, one that must set or do without it."""
        user = self.model(email=email.strip().lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> "User":
        """Return a new user who may do everything at /admin/, and record that they may.

        Whoever does this at the machine has no account: the event names the new person itself.
        """
        given = {"is_staff": True, "is_superuser": True}
        with transaction.atomic():
            user = self.create_user(email, password, **given, **values)
            after = roles_of(user)
            record_roles(after | dict.fromkeys(given, False), after, by=user)
        return user

    def in_turn(self, user: "User") -> "User":
        """Lock a person for the transaction, and return them as they are now.

        What one person may do so many times is counted under it, so that two requests at once do
        not both find room. Whoever locks a listing or a team too locks the person first.
        """
        # Not for its key: what refers to the person meanwhile need not wait.
        return self.select_for_update(no_key=True).get(pk=user.pk)

    def all_in_turn(self, pks: Iterable[int]) -> dict[int, "User"]:
        """Lock several people for the transaction; return those who are there still, by key.

        In the order of their keys, whoever asks, so that two who would change one another wait for
        each other in turn. Changing an address, which is unique, takes a lock for which even what
        refers to the person must wait: an event that names who did it refers to them.
        """
        return self.select_for_update(no_key=True).order_by("pk").in_bulk(set(pks))

    def get_by_natural_key(self, email: str | None) -> "User":
        """Return the user with this address, however it is capitalized."""
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: a provider's editor or a moderator. The public never does.

    An address is kept in small letters, so that no two people differ by capitals alone. Who has
    closed the account has none.
    """

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open /admin/."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("May sign in. Take this away rather than delete.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email__regex="[A-Z]"), name="user_email_in_small_letters"
            ),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(is_active=False),
                name="user_with_no_email_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.email or gettext("closed account")

    def clean(self) -> None:
        self.email = self.email.strip().lower() if self.email else None
