"""Application configuration."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Static files without those of the API's HTML pages, which this site does not have."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework"]
