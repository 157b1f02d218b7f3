"""Every address of the site, and the empty page.

Both pages have the name ``search``: the header marks where one is by that name. The last one is
what links lead to, so that both pages hold the same links.
"""

from django.urls import include, path

from . import empty

urlpatterns = [
    path("empty/", empty.search, name="search"),
    path("", include("directory.urls")),
]
