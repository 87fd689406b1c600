from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.forms import PrimaForm, PrimaModelForm, VersionMixin
from customers.enums import ImportedKind
from customers.imports.columns import Column
from customers.imports.presets import PASSED_OVER
from customers.imports.reading import Look, Reading
from customers.imports.reasons import BadCell, sentence
from customers.models import ImportPreset, ImportRun

FIXED_PLACES = 3
HEADER_LINES = 10
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("iso-8859-1", "ISO-8859-1"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
)
DELIMITERS = (
    (",", _("Comma")),
    (";", _("Semicolon")),
    ("\t", _("Tab")),
    ("|", _("Vertical bar")),
)
ZONES = (
    ("", _("No time is taken without its offset")),
    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
    ("Asia/Makassar", "WITA (Asia/Makassar)"),
    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
    ("UTC", "UTC"),
)


class UploadForm(PrimaForm):
    kind = forms.ChoiceField(label=_("What the file holds"), choices=ImportedKind.choices)
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV or XLSX, up to %(limit)s MB. It is looked at first; nothing is imported yet."
        ) % {"limit": settings.IMPORT_MAX_BYTES >> 20}

    @classmethod
    def refused(cls, error: AppError) -> "UploadForm":
        """The form of a request that was not read."""
        form = cls({}, {})
        form.errors.clear()
        form.add_app_error(error)
        return form


class ReadingForm(PrimaForm):
    """How a file is read, where the guess was wrong or a preset knows better."""

    preset = forms.ModelChoiceField(label=_("Preset"), queryset=ImportPreset.objects.none(), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Columns are divided by"), choices=DELIMITERS, required=False)
    header_line = forms.TypedChoiceField(label=_("Names of the columns"), coerce=int, required=False)

    def __init__(self, *args: Any, run: ImportRun, look: Look, **kwargs: Any):
        super().__init__(*args, initial={**run.reading, "preset": run.preset_id}, **kwargs)
        self.fields["preset"].queryset = ImportPreset.objects.filter(kind=run.kind)  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(name, name) for name in look.sheets]  # type: ignore[attr-defined]
        here = look.table.reading.header_line or 0
        lines = sorted({*range(1, HEADER_LINES + 1), here} - {0})
        self.fields["header_line"].choices = [  # type: ignore[attr-defined]
            *((line, _("in line %(line)s") % {"line": line}) for line in lines),
            (0, _("there are none")),
        ]
        unused = ("encoding", "delimiter") if look.table.is_spreadsheet else ("sheet",)
        for name in unused:
            del self.fields[name]
        if not self.fields["preset"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["preset"]

    def reading(self) -> Reading:
        line = self.cleaned_data.get("header_line")
        return Reading(
            encoding=self.cleaned_data.get("encoding") or "",
            delimiter=self.cleaned_data.get("delimiter") or "",
            sheet=self.cleaned_data.get("sheet") or "",
            header_line=line if isinstance(line, int) else None,
        )


class FileColumn(NamedTuple):
    """One column of a file as the page shows it: its name, what stands in it, and the field that says what it is."""

    name: str
    cells: list[str]
    field: forms.BoundField


class ColumnsForm(PrimaForm):
    """Which column of ours each column of the file is; what nobody knows is passed over on purpose only."""

    pass_over = forms.BooleanField(label=_("Pass over the columns without a choice"), required=False)
    zone = forms.ChoiceField(
        label=_("Times without an offset are of"),
        choices=ZONES,
        required=False,
        help_text=_("A day alone is put at noon."),
    )
    preset_name = forms.CharField(
        label=_("Remember these choices as"),
        max_length=80,
        required=False,
        help_text=_("A file with the same columns is then read alike. A preset of this name is replaced."),
    )

    def __init__(self, *args: Any, run: ImportRun, look: Look, columns: Sequence[Column], **kwargs: Any):
        initial = {"zone": run.zone, "preset_name": run.preset.name if run.preset else ""}
        super().__init__(*args, initial=initial, **kwargs)
        self._columns = {column.name: column for column in columns}
        self._look = look
        named = [(column.name, _named(column)) for column in columns]
        for place, name in enumerate(look.table.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name or "–",
                choices=[("", _("Choose…")), (PASSED_OVER, _("Pass over")), *named],
                required=False,
                widget=forms.Select(attrs={"class": "form-select", "aria-label": name or "–"}),
                initial=run.mapping[place] if place < len(run.mapping) else "",
            )
        fixed = list(run.fixed.items()) + [("", "")] * FIXED_PLACES
        for place in range(FIXED_PLACES):
            self.fields[f"fixed_{place}"] = forms.ChoiceField(
                label=_("Column"), choices=[("", "–"), *named], required=False, initial=fixed[place][0]
            )
            self.fields[f"value_{place}"] = forms.CharField(
                label=_("Value in every row"), max_length=300, required=False, initial=fixed[place][1]
            )
        if not any(column.parse_in for column in columns):
            del self.fields["zone"]
        elif run.zone not in dict(ZONES):
            self.fields["zone"].choices = [*ZONES, (run.zone, run.zone)]  # type: ignore[attr-defined]

    def file_columns(self) -> Iterator[FileColumn]:
        for place, name in enumerate(self._look.table.header):
            cells = [row.cells[place] for row in self._look.rows if not row.code and place < len(row.cells)]
            yield FileColumn(name, [_shown(cell) for cell in cells if cell][:3], self[f"column_{place}"])

    def fixed_values(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for place in range(FIXED_PLACES):
            yield self[f"fixed_{place}"], self[f"value_{place}"]

    @property
    def has_fixed_errors(self) -> bool:
        return any(name.startswith(("fixed_", "value_")) for name in self.errors) if self.is_bound else False

    @property
    def undecided(self) -> list[str]:
        """Columns for which nothing is chosen yet."""
        header = self._look.table.header
        return [name for place, name in enumerate(header) if not self[f"column_{place}"].value()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [cleaned.get(f"column_{place}", "") for place, _name in enumerate(self._look.table.header)]
        self._refuse_twice(chosen)
        open_names = [name for name, choice in zip(self._look.table.header, chosen, strict=True) if not choice]
        if open_names and not cleaned.get("pass_over"):
            self.add_error(
                "pass_over",
                _("Choose what these columns are, or pass them over: %(names)s")
                % {"names": ", ".join(name or "–" for name in open_names[:20])},
            )
        cleaned["mapping"] = ["" if choice == PASSED_OVER else choice for choice in chosen]
        cleaned["fixed"] = self._fixed(cleaned, set(chosen))
        missing = [
            str(column.label or column.name)
            for column in self._columns.values()
            if column.required and column.name not in {*chosen, *cleaned["fixed"]}
        ]
        if missing:
            self.add_error(None, _("No column of the file is chosen for: %(names)s") % {"names": ", ".join(missing)})
        return cleaned

    def _refuse_twice(self, chosen: list[str]) -> None:
        for place, choice in enumerate(chosen):
            if choice and choice != PASSED_OVER and chosen.index(choice) < place:
                self.add_error(f"column_{place}", _("Another column is this one already."))

    def _fixed(self, cleaned: dict[str, Any], chosen: set[str]) -> dict[str, str]:
        fixed: dict[str, str] = {}
        for place in range(FIXED_PLACES):
            name, value = cleaned.get(f"fixed_{place}", ""), cleaned.get(f"value_{place}", "")
            if not name or not value:
                continue
            if name in chosen or name in fixed:
                self.add_error(f"fixed_{place}", _("Another column is this one already."))
                continue
            try:
                self._columns[name].parse(value)
            except BadCell as problem:
                self.add_error(f"value_{place}", ValidationError(sentence(problem.code, problem.value)))
            fixed[name] = value
        return fixed


class PresetForm(VersionMixin, PrimaModelForm):
    class Meta:
        model = ImportPreset
        fields = ["name"]


def _named(column: Column) -> str:
    text = f"{column.label or column.name} ({column.name})"
    return f"{text} *" if column.required else text


def _shown(cell: str) -> str:
    text = cell.lstrip("\x00").encode("utf-8", "replace").decode().replace("\x00", "")
    return text if len(text) <= 40 else f"{text[:40]}…"
