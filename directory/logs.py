"""Logs that say what broke and nothing about who was looking for what.

What a person searches for here is health information, so no log line may hold a query string, a
submitted value or an address. Loggers and handlers are in the settings; these are their rules.
"""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PrivateFormatter(logging.Formatter):
    """Cuts every line at its first question mark, and leaves the message out of exceptions.

    A message often quotes the value that broke ("invalid literal for int(): '...'"). The frames and
    the type are enough to find the line.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return "\n".join(
            line.partition("?")[0] for line in super().formatMessage(record).splitlines()
        )

    def formatException(self, ei: ExcInfo) -> str:
        if ei[1] is None:
            return ""
        return "\n".join(_frames_and_types(ei[1]))


def _frames_and_types(error: BaseException) -> list[str]:
    """The lines of a traceback, oldest cause first, without any exception's message."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = [*_frames_and_types(cause), "which led to"] if cause else []
    frames = [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    return [*earlier, *frames, f"{type(error).__module__}.{type(error).__qualname__}"]
