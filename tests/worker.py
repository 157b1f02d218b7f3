"""The worker's work, in the transaction of a test: the worker itself would close the connection."""

from django_tasks_db.models import DBTaskResult

from providers.work import forget, put_back


def work():
    """Do all that waits, and forget it."""
    put_back()
    for row in DBTaskResult.objects.ready():
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.set_successful(None)
    forget()
