"""Several lines of words, as people type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class WordsArea(forms.Textarea):
    """A text of several lines. A browser sends each end of a line as two characters, counts one."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return what was typed, so that it is counted as it was in the browser."""
        typed = super().value_from_datadict(data, files, name)
        return typed.replace("\r\n", "\n") if isinstance(typed, str) else typed
