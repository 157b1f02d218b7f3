from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .provider import Provider
from .sourced import Sourced


class Answer(Sourced):
    """What a provider says to a question in its own words."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="answers")
    question = models.SlugField(_("question"), max_length=40)
    text = models.TextField(_("answer"), max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "question"], name="answer_given_once"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self) -> str:
        return self.question
