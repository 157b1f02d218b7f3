"""A process that uses an embedded PostgreSQL, and so holds it."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

# Holds the server until its standard input ends.
HOLD = """
import sys
from pathlib import Path
from directory import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


class Holder:
    """A process that uses the embedded server, as a shell or `make test` would."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", HOLD, str(folder)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def url(self):
        return self.process.stdout.readline().strip()

    def leave(self):
        self.process.communicate()
        return self.process.returncode

    def end_with(self, number):
        self.process.send_signal(number)
        return self.leave()
