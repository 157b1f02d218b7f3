"""The form in which a spreadsheet comes back."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .csv_file import read_csv
from .reading import read_workbook
from .table import MOST_BYTES, Table, UnreadableFileError

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how workbooks of today and of 1997 begin


class UploadForm(forms.Form):
    """A workbook or csv file. ``tables`` is what it holds, once the form is valid."""

    tables: list[Table]
    file = forms.FileField(
        label=gettext_lazy("Your spreadsheet"),
        help_text=gettext_lazy("An .xlsx or .csv file that began as a download from here."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            largest = _("This file is larger than %s megabytes.") % (MOST_BYTES // 1_000_000)
            raise UnreadableFileError(largest)
        content = file.read()
        if content.startswith(OLD_EXCEL):
            raise UnreadableFileError(_("This is an old or locked workbook. Save it as .xlsx."))
        self.tables = (read_workbook if content.startswith(ZIP) else read_csv)(content)
        return file
