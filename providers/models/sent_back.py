from django.db import models

from .event import Event
from .submission import Submission


class SentBack(models.Model):
    """A version as it was when a moderator asked its author to change it, who writes on in it.

    Apart from the event, which stays for ever: a version may be sent back because of what must not
    be kept, such as the name of a patient. Deleted after ``SENT_BACK_DAYS``
    (``moderation.moves.forget_sent_back``).
    """

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="sent_back")
    document = models.JSONField()
    based_on = models.ForeignKey(
        Submission, models.RESTRICT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.event_id)
