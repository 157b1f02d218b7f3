"""The latest decisions as an Atom feed, for whoever wants to know of them without asking."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .log import Decision, decisions, told
from .page import PAGE_SIZE


class DecisionFeed(Feed):
    """As many decisions as the first page holds, as it tells them."""

    feed_type = Atom1Feed
    title = gettext_lazy("Decisions on listings")
    subtitle = gettext_lazy("What was taken down, corrected or brought back on AskFirst, and why.")
    link = reverse_lazy("decisions")

    def items(self) -> tuple[Decision, ...]:
        return told(decisions()[:PAGE_SIZE])

    def item_title(self, item: Decision) -> str:
        name = item.name or _("a listing that is not shown any more")
        return _("%(what)s: %(name)s") % {"what": item.label, "name": name}

    def item_description(self, item: Decision) -> str:
        return str(item.why)

    def item_link(self, item: Decision) -> str:
        return f"{reverse('decisions')}?month={item.day:%Y-%m}#d{item.pk}"

    def item_pubdate(self, item: Decision) -> datetime:
        return timezone.make_aware(datetime.combine(item.day, time()))

    item_updateddate = item_pubdate
