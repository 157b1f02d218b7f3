"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")

application = get_wsgi_application()

# The gazetteer takes a second to read; no visitor should wait for it.
from providers.places import resolve_zip  # noqa: E402

resolve_zip("00000")

# Now, while the files are those that this process has loaded.
from directory.release import release  # noqa: E402

release()

# Until the index is ready the database answers searches by itself: slower, and as well.
from directory.search.index.keeper import keeper  # noqa: E402

keeper.start()
