import contextlib
import os
import signal
import subprocess
import sys

import psutil
import psycopg
import pytest

from directory import embedded
from tests.holder import HOLD, PROJECT, Holder

# The tests of this file share a server, whose data they look at in turn.
pytestmark = pytest.mark.xdist_group("embedded")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder with a path too long for a socket, and what a killed initdb leaves behind."""
    folder = tmp_path_factory.mktemp("embedded") / f"a folder with a {'very ' * 16}long name"
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    return folder


@pytest.fixture
def hold(folder):
    with contextlib.ExitStack() as cleanup:

        def hold():
            holder = Holder(folder)
            cleanup.callback(holder.leave)
            return holder

        yield hold


def server(folder):
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))


def is_gone(process):
    """Dead; a container without an init process keeps the dead listed."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()


def test_start_gives_a_database_that_sorts_the_same_everywhere(hold):
    question = (
        "SELECT datname, pg_encoding_to_char(encoding), datlocprovider, datlocale "
        "FROM pg_database WHERE datname = current_database()"
    )

    assert ask(hold().url, question) == ("askfirst", "UTF8", "b", "C.UTF-8")


def test_last_one_out_stops_the_server(hold, folder):
    first, second = hold(), hold()
    url = first.url
    assert second.url == url
    process = server(folder)

    assert first.leave() == 0
    assert ask(url, "SELECT 1") == (1,)
    assert second.leave() == 0

    assert is_gone(process)


def test_data_stays(hold):
    first = hold()
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.leave()

    assert ask(hold().url, "SELECT answer FROM kept") == (42,)


def test_killed_holder_is_not_waited_for(hold, folder):
    killed = hold()
    assert killed.url
    process = server(folder)
    assert killed.end_with(signal.SIGKILL) == -signal.SIGKILL
    assert not is_gone(process)

    successor = hold()
    assert ask(successor.url, "SELECT 1") == (1,)
    assert server(folder) == process
    successor.leave()

    assert is_gone(process)


def test_killed_server_with_a_reused_number_is_started_again(hold, folder):
    killed = hold()
    assert killed.url
    workers = server(folder).children()
    server(folder).kill()
    psutil.wait_procs(workers, timeout=30)
    killed.end_with(signal.SIGKILL)
    file = folder / "data" / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n" + "".join(file.read_text().splitlines(keepends=True)[1:]))

    assert ask(hold().url, "SELECT 1") == (1,)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signal_that_ends_the_holder_stops_the_server(hold, folder, number):
    holder = hold()
    assert holder.url
    process = server(folder)

    assert holder.end_with(number) != 0

    assert is_gone(process)


def test_fork_does_not_stop_the_server(folder):
    code = """
import os, sys
from pathlib import Path
import psycopg
from directory import embedded
from tests.holder import HOLD, PROJECT, Holder
url = embedded.start(Path(sys.argv[1]))
if (child := os.fork()) == 0:
    sys.exit(0)
os.waitpid(child, 0)
print(psycopg.connect(url).execute("SELECT 1").fetchone())
"""
    result = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout == "(1,)\n"


def test_server_is_out_of_reach_of_ctrl_c(hold, folder):
    """Ctrl-C goes to the terminal's process group; the server is in a session of its own."""
    holder = hold()
    assert holder.url

    assert os.getsid(server(folder).pid) != os.getsid(holder.process.pid)


def test_hopeless_server_is_refused_with_the_end_of_its_log(folder):
    setting = folder / "data" / "postgresql.auto.conf"
    before = setting.read_text()
    setting.write_text("no_such_setting = 1\n")
    try:
        result = subprocess.run(
            [sys.executable, "-c", HOLD, str(folder)],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    finally:
        setting.write_text(before)

    assert result.returncode == 1
    assert "ImproperlyConfigured: PostgreSQL does not start. The end of " in result.stderr
    assert 'unrecognized configuration parameter "no_such_setting"' in result.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server that runs as another user")
def test_folders_opened_for_the_server_of_root_are_named_once(tmp_path, capsys):
    folder = tmp_path / "closed" / "open" / "data"
    folder.mkdir(parents=True)
    embedded._let_server_user_in(tmp_path)  # What lies above may be closed, too.
    capsys.readouterr()
    tmp_path.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)

    for _ in range(2):
        embedded._let_server_user_in(folder)

    assert capsys.readouterr().err == (
        "PostgreSQL does not run as root but as the user embedded_postgres; to let it reach its "
        f"files, every user may now pass through (not list): {tmp_path / 'closed'}\n"
    )
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path, tmp_path / "closed")]
    assert modes == [0o755, 0o701]
