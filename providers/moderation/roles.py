"""What the staff may do: three roles, which are groups of people.

What a role may do stands here, and every ``migrate`` gives the groups exactly that. Who has a role
is for the administrators to say (``appointing``), and each change is an event that stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps as present
from django.apps.registry import Apps
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from ..models import User

MODERATOR = "Moderators"  # decide what becomes public
EDITOR = "Editors"  # keep the dated facts and the texts of the guide
ADMINISTRATOR = "Administrators"  # say who has which role

APPOINT = "providers.change_user"
DECIDE = "providers.decide"
DRAW = "providers.add_audit"  # draw the sample of a telephone audit

PERMISSIONS = {
    MODERATOR: (
        *("decide", "view_case", "view_submission", "view_provider", "view_claim"),
        "view_guidenote",
    ),
    EDITOR: (
        *("view_datedfact", "change_datedfact"),
        *("view_guidenote", "add_guidenote", "change_guidenote"),
    ),
    ADMINISTRATOR: ("view_user", "add_user", "change_user", "add_audit"),
}


@dataclass(frozen=True)
class Role:
    """A role in words. ``name`` is that of its group, ``key`` stands in addresses."""

    name: str
    key: str
    title: str | Promise
    may: str | Promise


ROLES = (
    Role(
        MODERATOR,
        "moderator",
        gettext_lazy("Moderator"),
        gettext_lazy("Decides at the desk what becomes public, and switches the written rules."),
    ),
    Role(
        EDITOR,
        "editor",
        gettext_lazy("Editor"),
        gettext_lazy("Keeps the dated facts, and writes the notes of the guide."),
    ),
    Role(
        ADMINISTRATOR,
        "administrator",
        gettext_lazy("Administrator"),
        gettext_lazy("Says who has which role, and draws the samples of telephone audits."),
    ),
)


def write_roles(apps: Apps = present, **_signal: object) -> None:
    """Make the groups of the roles, and let each do what stands here and nothing else."""
    try:
        groups = apps.get_model("auth", "Group").objects
        permissions = apps.get_model("auth", "Permission").objects
    except LookupError:  # their tables have been taken away
        return
    for name, codenames in PERMISSIONS.items():
        group, _is_new = groups.get_or_create(name=name)
        allowed = permissions.filter(content_type__app_label="providers", codename__in=codenames)
        group.permissions.set(allowed)


def roles_of(user: User) -> dict[str, Any]:
    """Return all that a person may do, as an event keeps it; three queries.

    {"user": 7, "is_active": True, "is_staff": True, "is_superuser": False, "roles": ["Editors"],
    "permissions": []}. What is given to a single person stands under "permissions".
    """
    return {
        "user": user.pk,
        **{name: getattr(user, name) for name in ("is_active", "is_staff", "is_superuser")},
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def record_roles(
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: User,
    reason: str = "",
    now: datetime | None = None,
) -> bool:
    """Leave an event of what a person may do now and could do before; False if that is the same.

    Both are ``roles_of`` one person; ``reason`` is for the staff. Runs in the transaction of the
    change.
    """
    if before == after:
        return False
    event = present.get_model("providers", "Event")
    event.objects.create(
        kind=event.Kind.ROLES_CHANGED,
        at=now or timezone.now(),
        by=by,
        note=reason,
        before=before,
        after=after,
    )
    return True


@dataclass(frozen=True)
class RoleChange:
    """One change of what a person may do: when, by whom and why, and what was given and taken."""

    at: datetime
    by: User
    reason: str
    given: list[str]
    taken: list[str]


def role_changes(*people: int) -> dict[int, list[RoleChange]]:
    """Return how what people may do has changed, by their keys, the latest first; one query."""
    event = present.get_model("providers", "Event")
    rows = event.objects.filter(kind=event.Kind.ROLES_CHANGED, after__user__in=people)
    found: dict[int, list[RoleChange]] = {person: [] for person in people}
    for row in rows.select_related("by").order_by("-at", "-pk"):
        had, has = _powers(row.before), _powers(row.after)
        change = RoleChange(row.at, row.by, row.note, sorted(has - had), sorted(had - has))
        found[row.after["user"]].append(change)
    return found


def _powers(said: dict[str, Any]) -> set[str]:
    """Return what an event keeps of a person in words."""
    flags = {
        "is_active": _("may sign in"),
        "is_staff": _("of the staff"),
        "is_superuser": _("may do everything"),
    }
    own = {words for name, words in flags.items() if said[name]}
    return own | {*said["roles"], *said["permissions"]}
