"""What the columns of an uploaded file are, and the presets that remember it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import admin_required
from common.errors import AppError, StaleRecord
from common.paging import KeysetPage
from customers.enums import ImportStatus
from customers.forms.imports import ColumnsForm, PresetForm, ReadingForm
from customers.imports import presets, wizard
from customers.imports.kinds import KINDS
from customers.imports.reading import Reading, look_at
from customers.imports.uploads import stored_path
from customers.models import ImportPreset, ImportRun
from customers.views.imports import visible_run


@admin_required
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column is which, see the first rows, and have the file checked."""
    run = visible_run(request, pk)
    if run.status not in (ImportStatus.UPLOADED, ImportStatus.CHECKED):
        return redirect("customers:import_run", run.pk)
    look = look_at(stored_path(run.upload), Reading(**run.reading))
    form = ColumnsForm(request.POST or None, run=run, look=look, columns=KINDS[run.kind].columns)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data.get(name, "") for name in ("mapping", "fixed", "zone", "preset_name")}
        try:
            wizard.check_columns(run=run, by=request.user, at=timezone.now(), **chosen)
            return redirect("customers:import_run", run.pk)
        except AppError as error:
            form.add_app_error(error)
    return _columns_page(request, run, form, ReadingForm(run=run, look=look))


@admin_required
@require_POST
def import_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file otherwise than it was guessed, or as a preset has it."""
    run = visible_run(request, pk)
    if run.status not in (ImportStatus.UPLOADED, ImportStatus.CHECKED):
        return redirect("customers:import_run", run.pk)
    look = look_at(stored_path(run.upload), Reading(**run.reading))
    form = ReadingForm(request.POST, run=run, look=look)
    if form.is_valid():
        preset = form.cleaned_data.get("preset")
        is_new = preset is not None and preset.pk != run.preset_id
        try:
            reading = presets.reading_of(preset) if preset is not None and is_new else form.reading()
            wizard.read_again(run=run, reading=reading, preset=preset)
            return redirect("customers:import_columns", run.pk)
        except AppError as error:
            form.add_app_error(error)
    columns = ColumnsForm(run=run, look=look, columns=KINDS[run.kind].columns)
    return _columns_page(request, run, columns, form)


def _columns_page(request: HttpRequest, run: ImportRun, form: ColumnsForm, reading: ReadingForm) -> HttpResponse:
    context = {"run": run, "form": form, "reading": reading}
    status = 422 if form.is_bound or reading.is_bound else 200
    return render(request, "customers/import_columns.html", context, status=status)


@admin_required
def import_presets(request: HttpRequest) -> HttpResponse:
    """Every preset, with who saved it and for what."""
    rows = ImportPreset.objects.select_related("created_by")
    page = KeysetPage(rows, order=("name", "id"), params=request.GET)
    return render(request, "customers/import_presets.html", {"page": page})


@admin_required
def import_preset_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a preset another name; see what it remembers."""
    preset = get_object_or_404(ImportPreset.objects.select_related("created_by"), pk=pk)
    form = PresetForm(request.POST or None, initial={"name": preset.name, "version": preset.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            presets.rename_preset(
                preset=preset, name=form.cleaned_data["name"], expected_version=form.cleaned_data["version"]
            )
            messages.success(request, _("The preset is saved."))
            return redirect("customers:import_presets")
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
    if status == 200 and form.is_bound:
        status = 422
    labels = {column.name: column.label for column in KINDS[preset.kind].columns}
    context = {
        "preset": preset,
        "form": form,
        "columns": [
            (name, labels.get(chosen, chosen) if chosen != presets.PASSED_OVER else "")
            for name, chosen in preset.mapping.items()
        ],
        "fixed": [(labels.get(name, name), value) for name, value in preset.fixed.items()],
    }
    return render(request, "customers/import_preset.html", context, status=status)


@admin_required
@require_POST
def import_preset_delete(request: HttpRequest, pk: int) -> HttpResponse:
    preset = get_object_or_404(ImportPreset, pk=pk)
    presets.delete_preset(preset=preset)
    messages.success(request, _("The preset “%(name)s” is deleted.") % {"name": preset.name})
    return redirect("customers:import_presets")
