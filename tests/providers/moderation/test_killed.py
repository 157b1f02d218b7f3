"""Whatever is killed in the middle of publishing, the old version stays whole."""

import json
import signal
from contextlib import ExitStack
from datetime import datetime
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import sql

from providers.moderation.decisions import approve, submit
from tests.factories import draft, listing, moderator, publish_listing, treatment
from tests.holder import Holder
from tests.live import document_of, plain
from tests.publisher import DONE, GO_ON, PUBLISH, STOP, publishing, run

NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
OLD = listing(treatment("iv", key="kept"), treatment("im", key="gone"), name="Acme")
NEW = listing(treatment("iv", key="kept", session_minutes=50), treatment("sc"), name="Zen")

TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1
"""


def everything(url):
    """Return all that publishing writes, as the database itself writes it: {table: rows}."""
    with psycopg.connect(url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tables = [name for (name,) in reader.execute(TABLES)]
        rows = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format
        return {name: reader.execute(rows(sql.Identifier(name))).fetchall() for name in tables}


def execute(url, statement):
    with psycopg.connect(url, autocommit=True) as writer:
        writer.execute(statement)


# --- the server ----------------------------------------------------------------------------------


@pytest.fixture
def url():
    name = connection.settings_dict["NAME"]
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


@pytest.mark.django_db(transaction=True)
def test_killing_who_publishes_leaves_the_old_version_whole(url):
    provider = publish_listing(OLD)
    edit = submit(draft(NEW, provider), by=None, now=NOW)
    moderator()
    execute(url, STOP)
    before = everything(url)
    try:
        with publishing(url, edit.pk, moderator().email) as process:
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
            assert everything(url) == before
    finally:
        execute(url, GO_ON)

    assert everything(url) == before
    assert document_of(provider) == plain(OLD)
    approve([edit], by=moderator(), now=NOW)  # nothing that was held is held any more
    provider.refresh_from_db()
    assert document_of(provider) == plain(NEW)


# --- the database --------------------------------------------------------------------------------

# Begins a catalogue in an empty database: one listing, and an edit of it that waits.
BEGIN = """
import json, sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from providers.moderation.decisions import submit
from tests.factories import draft, moderator, publish_listing
old, new = json.loads(sys.argv[1])
provider = publish_listing(old)
print(submit(draft(new, provider), by=None).pk, moderator().email)
"""
SHOW = """
import json, django
django.setup()
from providers.models import Provider
from tests.holder import Holder
from tests.live import document_of
print(json.dumps(document_of(Provider.objects.get())))
"""


@pytest.fixture
def hold(tmp_path):
    """Return a function that starts a PostgreSQL of this test's own, again if it was killed."""
    with ExitStack() as cleanup:

        def hold():
            holder = Holder(tmp_path)
            cleanup.callback(holder.leave)
            return holder.url

        yield hold


def kill(folder):
    """Kill a server with all its processes, as a power cut would."""
    server = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes)


@pytest.mark.xdist_group("embedded")
def test_killing_the_database_leaves_the_old_version_whole(tmp_path, hold):
    url = hold()
    edit, by = run(url, BEGIN, json.dumps([OLD, NEW])).split()
    execute(url, STOP)
    before = everything(url)

    with publishing(url, edit, by) as process:
        kill(tmp_path)
        _said, complaint = process.communicate()
        assert (process.returncode, "OperationalError" in complaint) == (1, True)
    with pytest.raises(psycopg.OperationalError):
        execute(url, "SELECT 1")
    assert hold() == url

    assert everything(url) == before
    assert json.loads(run(url, SHOW)) == plain(OLD)
    execute(url, GO_ON)
    assert run(url, PUBLISH, edit, by).split() == [DONE]
    assert json.loads(run(url, SHOW)) == plain(NEW)
