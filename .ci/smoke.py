"""A stranger's first minutes: clone, `make run`, look around, Ctrl-C. Leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import psutil

CHECKOUT = Path(__file__).resolve().parent.parent
UP_WITHIN = 600  # seconds; a bare machine downloads every package first
DOWN_WITHIN = 60
SEARCH = "/providers/?route=iv"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="askfirst-") as folder:
        clone = Path(folder).resolve() / "clone"
        subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)
        port = free_port()
        site = f"http://127.0.0.1:{port}"
        run = start(clone, port)
        try:
            wait_until_it_answers(run, site)
            look_around(site)
            stop(run)
            assert_nothing_is_left(clone)
        finally:
            for process in processes_of(clone):
                process.kill()
    print("The clean clone runs, answers and leaves nothing behind.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(clone: Path, port: int) -> subprocess.Popen[bytes]:
    """`make run` as in a terminal: a process group that Ctrl-C reaches as a whole."""
    ours = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "DEBUG", "MAKEFLAGS")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environment | {"PORT": str(port)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until_it_answers(run: subprocess.Popen[bytes], site: str) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline:
        if run.poll() is not None:
            sys.exit(f"make run ended by itself with exit code {run.returncode}.")
        try:
            with urllib.request.urlopen(f"{site}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    sys.exit(f"make run does not answer within {UP_WITHIN} seconds.")


def look_around(site: str) -> None:
    """The front page, a search, a provider and a comparison, each of which must be 200."""
    fetch(site, "/")
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', fetch(site, SEARCH))]
    slugs = [link for link in links if re.fullmatch(r"/providers/[\w-]+/(\?.*)?", link)]
    ids = list(dict.fromkeys(re.findall(r"[?&]t=(\w+)", " ".join(links))))
    if not slugs or len(ids) < 2:
        sys.exit(f"{SEARCH} links to {len(slugs)} providers and {len(ids)} treatments to compare.")
    fetch(site, slugs[0])
    fetch(site, "/compare/?" + urlencode([("t", ids[0]), ("t", ids[1])]))


def fetch(site: str, path: str) -> str:
    try:
        with urllib.request.urlopen(site + path, timeout=30) as answer:
            status, body = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, body = error.code, ""
    print(status, path, flush=True)
    if status != 200:
        sys.exit(f"{path} answers {status}, not 200.")
    return body


def stop(run: subprocess.Popen[bytes]) -> None:
    """Ctrl-C. make's own exit code says only that it was interrupted."""
    os.killpg(run.pid, signal.SIGINT)
    try:
        run.wait(DOWN_WITHIN)
    except subprocess.TimeoutExpired:
        sys.exit(f"make run does not stop within {DOWN_WITHIN} seconds of Ctrl-C.")


def assert_nothing_is_left(clone: Path) -> None:
    left = [" ".join(process.cmdline()) for process in processes_of(clone)]
    if left:
        sys.exit("Ctrl-C left these running:\n" + "\n".join(left))


def processes_of(clone: Path) -> list[psutil.Process]:
    """Every process with the clone in its command line: make run's Python, granian, PostgreSQL."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(clone) in word for word in process.info["cmdline"] or ())
    ]


if __name__ == "__main__":
    main()
