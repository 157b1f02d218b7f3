"""The site's own settings, and one address more: for the web server that is put under load."""

from directory.settings import *  # noqa: F403, TID251 -- a settings module is made of one

ROOT_URLCONF = "tests.benchmarks.urls"
