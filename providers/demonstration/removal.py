"""Taking the demonstration out again."""

from django.db.models import CASCADE, QuerySet

from ..models import Provider, Submission, User
from ..moderation.publishing import next_version
from .undecided import MODERATOR


def remove_demonstration() -> int:
    """Delete every invented provider with all its rows, and return how many there were.

    Also deletes invented submissions that never became a provider, and the invented moderator.
    Runs in the caller's transaction.
    """
    next_version()
    providers = Provider.objects.filter(is_invented=True)
    number = providers.count()
    _delete(Submission.objects.filter(provider=None, document__provider__is_invented=True))
    _delete(providers)
    User.objects.filter(username=MODERATOR).delete()
    return number


def _delete(rows: QuerySet) -> None:
    """Delete rows and all that hangs on them, deepest first, in one statement a table.

    ``QuerySet.delete`` would fetch every row to find out what hangs on it.
    """
    for relation in rows.model._meta.related_objects:
        if relation.on_delete is CASCADE:
            model, name = relation.related_model, relation.field.name
            _delete(model._base_manager.filter(**{f"{name}__in": rows.values("pk")}))
    rows._raw_delete(rows.db)
