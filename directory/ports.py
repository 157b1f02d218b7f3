"""The port `serve` listens on: read, checked, refused in one line."""

import argparse
import os
import socket
import sys

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


class UnusablePort(Exception):
    """A port that is nonsense or taken; the message is a sentence for the person who asked."""


def wanted_port(option: str | None) -> int:
    """The port of the option, else of PORT, else 8000; UnusablePort for anything else."""
    text = option or os.environ.get("PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise UnusablePort(f"A port is a whole number from 1 to 65535, not {text!r}.")
    return int(text)


def assert_free(port: int) -> None:
    """Raise UnusablePort unless this process could listen on the port now.

    The web server shares its port between workers (SO_REUSEPORT), so it would start happily beside
    another one and take half of its visitors: the question has to be asked here.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # TIME_WAIT is not "taken"
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as error:
            reason = (
                "is not open to this user" if isinstance(error, PermissionError) else "is taken"
            )
            raise UnusablePort(f"Port {port} {reason}. Try another: PORT=8001 make run") from None


def refuse_unusable_port(arguments: list[str]) -> None:
    """Exit with status 1 and one line if `serve` with these arguments could not listen."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--port")
    try:
        option = parser.parse_known_args(arguments)[0].port
        assert_free(wanted_port(option))
    except argparse.ArgumentError:
        return  # "--port" without a value: the command's own parser explains that better
    except UnusablePort as problem:
        sys.exit(str(problem))
