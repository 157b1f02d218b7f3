"""Which release of this site is running."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

SOURCES = ("directory", "providers", "templates", "locale", "uv.lock")
SETTINGS = ("DEBUG", "FRESH_DAYS", "LANGUAGES", "PAGE_SIZE", "SECURE_SSL_REDIRECT")


@cache
def release() -> str:
    """Return what changes with every change of this site's own files, packages and settings."""
    digest = hashlib.sha256(repr([getattr(settings, name) for name in SETTINGS]).encode())
    root = Path(settings.BASE_DIR)
    for source in SOURCES:
        for file in sorted([root / source, *(root / source).rglob("*")]):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(root)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
