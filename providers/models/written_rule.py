from django.db import models
from django.utils.translation import gettext_lazy as _

from .submission import Rule


class WrittenRule(models.Model):
    """Whether a rule is on, and its numbers, since moderators have said so.

    While there is no row, it stands as in ``moderation.rulebook``. Changed by
    ``moderation.written_rules`` alone, which leaves an event: who, when, why, and what it was
    before.
    """

    rule = models.CharField(_("rule"), max_length=30, choices=Rule, unique=True)
    is_on = models.BooleanField(_("on"), default=False)
    numbers = models.JSONField(_("numbers"), default=dict)

    def __str__(self) -> str:
        return self.get_rule_display()
