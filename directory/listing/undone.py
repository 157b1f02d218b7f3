"""A button that was pressed when nobody was signed in any more: nothing is done, and that is told.

A form with words is kept (``interrupted``). A button has none: whoever signs in comes to the page
on which it stands, and reads that it did nothing. The address says which button it was, so nothing
is left behind by somebody who never signs in.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .status import CHOICES

MARK = "undone"  # in the address of the page
OF_TEAM = ("listing_leave", "listing_member", "listing_invite", "listing_invitation_withdraw")
# Pages with a form that is sent to their own address. Those with words come here only if they are
# sent without a seal, or with one that is too old.
OWN_FORM = (
    *("listing_new", "listing_claim", "listing_invitation", "listing_status", "listing_now"),
    *("listing_step", "listing_row", "bulk"),
)
PAGES = {
    **dict.fromkeys(OF_TEAM, "listing_team"),
    **dict.fromkeys(("bulk_apply", "bulk_submit"), "bulk_change"),
    **{name: name for name in OWN_FORM},
}

# What stands on a button, by the address it is sent to and what it sends.
BUTTONS: dict[str, str | Promise] = {
    "listing_submit": gettext_lazy("Submit it to the moderators"),
    "listing_withdraw": gettext_lazy("Take it back"),
    "listing_edit": gettext_lazy("Change it"),
    "listing_rebase": gettext_lazy("Bring it up to date"),
    "listing_begin_again": gettext_lazy("Begin again from what people see"),
    "listing_discard": gettext_lazy("Discard this version"),
    "listing_confirm": gettext_lazy("Still true today"),
    "listing_rows locations add": gettext_lazy("Add a location"),
    "listing_rows treatments add": gettext_lazy("Add a treatment"),
    "listing_new": gettext_lazy("Go on"),
    "listing_claim": gettext_lazy("Claim it"),
    "listing_now": gettext_lazy("Save: true today"),
    "listing_step": gettext_lazy("Save"),
    "listing_row": gettext_lazy("Save"),
    "listing_forget": gettext_lazy("Drop it, and show what is saved"),
    "listing_leave": gettext_lazy("Leave"),
    "listing_invite": gettext_lazy("Send the invitation"),
    "listing_member editor": gettext_lazy("Make an editor"),
    "listing_member owner": gettext_lazy("Make an owner"),
    "listing_member hand_over": gettext_lazy("Hand over: owner in your place"),
    "listing_member remove": gettext_lazy("Remove"),
    "listing_invitation": gettext_lazy("Accept"),
    "listing_claim_withdraw": gettext_lazy("Take it back"),
    "listing_invitation_withdraw": gettext_lazy("Take it back"),
    "bulk": gettext_lazy("Show what would change"),
    "bulk_apply": gettext_lazy("Apply all of it"),
    "bulk_submit": gettext_lazy("Submit all that can be submitted"),
    "listing_status removal": gettext_lazy("Hide it, and ask for its removal"),
    "listing_status not_removal": gettext_lazy("Take the wish for removal back"),
    **{f"listing_status {choice.status}": choice.button for choice in CHOICES},
}
for part in ("locations", "treatments"):
    BUTTONS |= {
        f"listing_rows {part} copy": gettext_lazy("Copy"),
        f"listing_rows {part} remove": gettext_lazy("Remove"),
        f"listing_rows {part} up": gettext_lazy("Move up"),
        f"listing_rows {part} down": gettext_lazy("Move down"),
    }
NOT_DONE = gettext_lazy(
    "You were signed out when you pressed %(button)s, so it was not done. If you still want it, "
    "press it again here."
)


def page_of_button(request: HttpRequest, named: dict[str, Any]) -> str:
    """Return the address of the page on which the pressed button stands, with its mark.

    ``named`` are the parts of the address that the button was sent to.
    """
    name = request.resolver_match.url_name
    page = PAGES.get(name) or ("listing" if "team" in named else "listings")
    kept = {key: named[key] for key in ("team", "change") if key in named}
    kept = named if page == name else kept
    does = request.POST.get("do") or request.POST.get("status")
    button = " ".join(filter(None, (name, named.get("part"), does)))
    mark = urlencode({MARK: button if button in BUTTONS else name})
    return f"{reverse(page, kwargs=kept)}?{mark}"


def tell_undone(request: HttpRequest) -> bool:
    """Say that a button did nothing, if the address of the page names one; else return False."""
    pressed = request.GET.get(MARK, "")
    if pressed and request.method != "POST":
        button = f"“{BUTTONS[pressed]}”" if pressed in BUTTONS else _("a button of this page")
        messages.warning(request, NOT_DONE % {"button": button})
        return True
    return False
