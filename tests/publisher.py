"""A process that publishes, and can be killed in the middle of it.

It stops where everything but the event is written: a trigger says so to whoever publishes, and
waits for a lock that the test holds. So the test knows by what it is told, and needs no clock.
"""

import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg

from tests.holder import PROJECT

LOCK = 0xC4A5
IN_THE_MIDDLE = "in the middle of publishing"
DONE = "done"
STOP = f"""
CREATE FUNCTION stop_in_the_middle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock({LOCK}) THEN
        RAISE NOTICE '{IN_THE_MIDDLE}';
        PERFORM pg_advisory_xact_lock({LOCK});
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stop_in_the_middle BEFORE INSERT ON providers_event
FOR EACH STATEMENT EXECUTE FUNCTION stop_in_the_middle();
"""
GO_ON = "DROP TRIGGER stop_in_the_middle ON providers_event; DROP FUNCTION stop_in_the_middle();"

# Approves a submission; says each notice of the database, and when it is done.
PUBLISH = f"""
import sys, django
django.setup()
from django.db import connection
from providers.models import Submission, User
from providers.moderation.decisions import approve
connection.ensure_connection()
say = lambda text: print(text, flush=True)
connection.connection.add_notice_handler(lambda notice: say(notice.message_primary))
submission = Submission.objects.get(pk=sys.argv[1])
approve([submission], by=User.objects.get(email=sys.argv[2]))
say({DONE!r})
"""


def environment(url):
    """Return what a process needs to work on the database at an address."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DATABASE_URL": url,
        "SECRET_KEY": "for-tests-only-and-never-for-a-real-site-0123456789",
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_URL": "smtp://localhost:25",
        "EMAIL_FROM": "mail@askfirst.invalid",
        "HTTPS": "0",
    }


def run(url, program, *arguments):
    """Run a Python program on the database at an address, and return what it says."""
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=environment(url), check=True, capture_output=True, text=True
    ).stdout


@contextmanager
def publishing(url, submission, by):
    """Have a process approve a submission; yield it once it is in the middle of publishing.

    The lock is let go at the end: whoever is still alive then goes on.
    """
    with psycopg.connect(url, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISH, str(submission), by],
            cwd=PROJECT,
            env=environment(url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            said = process.stdout.readline().strip()
            assert said == IN_THE_MIDDLE, said or process.stderr.read()
            yield process
        finally:
            process.kill()
            process.communicate()
