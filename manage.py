#!/usr/bin/env python
"""Django's command line: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    """Run one management command.

    `serve` looks at its port first: loading the settings starts PostgreSQL, and nobody should wait
    for that to be told that a port is taken.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    if sys.argv[1:2] == ["serve"]:
        from directory.ports import refuse_unusable_port

        refuse_unusable_port(sys.argv[2:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
