"""Application configuration."""

import atexit

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db import connections


class StaticFiles(StaticFilesConfig):
    """Static files without those of the API's HTML pages, which this site does not have."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework"]


class Directory(AppConfig):
    name = "directory"
    default = True

    def ready(self) -> None:
        atexit.register(close_pool)


def close_pool() -> None:
    """Close the connection pool: left to the interpreter's end, its threads take 20 seconds."""
    connections["default"].close()
    connections["default"].close_pool()
