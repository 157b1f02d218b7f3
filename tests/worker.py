"""The worker's work, in the transaction of a test: the worker itself would close the connection."""

from django_tasks_db.models import DBTaskResult

from providers.mail.delivery import GivenUpError
from providers.work import forget, put_back


def work():
    """Do all that waits, and forget it."""
    put_back()
    for row in DBTaskResult.objects.ready():
        try:
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except GivenUpError as fault:
            row.set_failed(fault)
        else:
            row.set_successful(None)
    forget()
