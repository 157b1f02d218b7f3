"""The search's URL contract as the API keeps it: nothing is answered in part."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from directory.search.answer import Answer
from directory.search.fields import SearchForm
from directory.search.filters import ProviderFilter

NO_PARAMETER = "non_field_errors"  # where DRF's clients look for what belongs to no field

type Errors = dict[str, list[str]]


class ApiForm(SearchForm):
    """The whole search. The treatments chosen to compare (``t``) belong to pages alone."""

    PASSED_ALONG = frozenset()


class ApiFilter(ProviderFilter):
    """``ProviderFilter`` without the parameters that only pages have."""

    class Meta(ProviderFilter.Meta):
        form = ApiForm


def search_errors(answer: Answer) -> Errors:
    """Return what was not understood, as messages by parameter; a page that is not there too."""
    errors = {
        NO_PARAMETER if name == NON_FIELD_ERRORS else name: [str(message) for message in messages]
        for name, messages in answer.search.form.errors.items()
    }
    return errors or _page_errors(answer)


def _page_errors(answer: Answer) -> Errors:
    asked = answer.search.values.get("page", 1)
    if asked <= answer.pages:
        return {}
    message = _("There is no page %(asked)s; the last is %(last)s.")
    return {"page": [message % {"asked": asked, "last": answer.pages}]}
