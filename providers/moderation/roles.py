"""What the staff may do: three roles, which are groups of people.

What a role may do stands here, and every ``migrate`` gives the groups exactly that. Who has a role
is for the administrators to say, at /admin/.
"""

from __future__ import annotations

from django.apps import apps as present
from django.apps.registry import Apps

MODERATOR = "Moderators"  # decide what becomes public
EDITOR = "Editors"  # keep the dated facts and the texts of the guide
ADMINISTRATOR = "Administrators"  # say who has which role

DECIDE = "providers.decide"

PERMISSIONS = {
    MODERATOR: (
        *("decide", "view_case", "view_submission", "view_provider", "view_claim"),
        "view_guidenote",
    ),
    EDITOR: (
        *("view_datedfact", "change_datedfact"),
        *("view_guidenote", "add_guidenote", "change_guidenote"),
    ),
    ADMINISTRATOR: ("view_user", "add_user", "change_user"),
}


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
