"""A field for several files, and the question why one has to go."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm
from complaints.files.kinds import ENDINGS
from complaints.services.attachments import LARGEST, MOST_AT_ONCE

ACCEPT = ",".join(f".{ending}" for endings in ENDINGS.values() for ending in endings)
FORM_BYTES = 1 << 20  # what a form may hold besides its files


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """None, one or several files; what they are is checked where they are kept."""

    def __init__(self, **options: Any):
        super().__init__(required=False, widget=FilesInput({"accept": ACCEPT}), allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in sent if file]


class FilesMixin(forms.Form):
    """Files to a form. A browser forgets them when the form comes back with an error, so that is said."""

    files_help = _("Pictures, PDF, Word, Excel, text, sound or film; up to 5 files of 20 MB.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(label=_("Files"), help_text=self.files_help)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.errors and self.files:
            self.fields["files"].help_text = _("Choose the files again: nothing was kept of them yet.")


def is_too_large(request: HttpRequest) -> bool:
    """Whether more is announced than a form with all its files may hold; to be asked before the form is read."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    return announced > MOST_AT_ONCE * LARGEST + FORM_BYTES


def too_large(form_class: type[forms.Form], **options: Any) -> Any:
    """The empty form of a request that was too large to be read, with what to do about it."""
    form = form_class({}, {}, **options)
    form.errors.clear()
    form.add_error("files", _("The files are too large together. Send fewer or smaller ones; nothing was sent yet."))
    return form


class RemoveFileForm(PrimaForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example: it shows the data of another customer."),
        error_messages={"required": _("Say why the file has to go.")},
    )
