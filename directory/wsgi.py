"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")

application = get_wsgi_application()

# The gazetteer takes a second to read; no visitor should wait for it.
from providers.places import resolve_zip  # noqa: E402

resolve_zip("00000")

# Until the index is ready the database answers searches by itself: slower, and as well.
from directory.search.index.keeper import keeper  # noqa: E402

keeper.start()
