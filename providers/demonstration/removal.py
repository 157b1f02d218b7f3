"""Taking the demonstration out again."""

from django.db import connection
from django.db.models import CASCADE, Q, QuerySet

from ..models import Audit, Provider, Submission, Team, User
from ..moderation.publishing import next_version
from .undecided import MODERATOR


def lock_demonstration() -> None:
    """Lock what was submitted for invented listings, inside a transaction.

    Submissions come before the version, as in ``publish``: a moderator who approves one of these
    meanwhile holds it and asks for the version next. Not for their keys, which an edit of a listing
    shares with the edition it is based on.
    """
    new = Q(provider=None, document__provider__is_invented=True)
    invented = Submission.objects.filter(new | Q(provider__is_invented=True))
    rows = Submission.objects.select_for_update(no_key=True).filter(pk__in=invented.values("pk"))
    list(rows.order_by("pk").only("pk"))


def remove_demonstration() -> int:
    """Delete every invented provider with all its rows, and return how many there were.

    Also deletes invented submissions that never became a provider, the teams of those who tried
    claiming, audits of invented listings, and the invented moderator. Runs in the caller's
    transaction.
    """
    lock_demonstration()
    next_version()
    _let_history_go()
    providers = Provider.objects.filter(is_invented=True)
    number = providers.count()
    _delete(Submission.objects.filter(provider=None, document__provider__is_invented=True))
    _delete(Audit.objects.filter(is_invented=True))
    _delete(Team.objects.filter(provider__is_invented=True))
    _delete(providers)
    User.objects.filter(email=MODERATOR).delete()
    return number


def _let_history_go() -> None:
    """Tell the database, for this transaction, that what was invented goes with its history.

    Of what was not invented it goes on refusing to delete anything (migration 0012).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('askfirst.leaving', 'demonstration', true)")


def _delete(rows: QuerySet) -> None:
    """Delete rows and all that hangs on them, deepest first, in one statement a table.

    ``QuerySet.delete`` would fetch every row to find out what hangs on it.
    """
    for relation in rows.model._meta.related_objects:
        if relation.on_delete is CASCADE:
            model, name = relation.related_model, relation.field.name
            _delete(model._base_manager.filter(**{f"{name}__in": rows.values("pk")}))
    rows._raw_delete(rows.db)
