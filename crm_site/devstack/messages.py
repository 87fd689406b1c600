"""Translation catalogues without system gettext: update, check and compile them.

English in the source is the language people translate from. Each app owns the texts of its Python
files and of `templates/<app>/`; everything else is in the shared catalogue. Entries are sorted by text
and carry no line numbers, so two branches that add texts merge without a conflict.

    python -m crm_site.devstack.messages            update all catalogues
    python -m crm_site.devstack.messages --check    name every fault, exit 1 if there is one
    python -m crm_site.devstack.messages --compile  write the .mo files that are older than their .po
"""

import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

from .datafolder import BASE_DIR

LANGUAGE = "id"
SHARED_PACKAGES = ("crm_site", "common")
HEADER = {
    "Project-Id-Version": "Prima",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# Function name -> positions of text, plural and context ("c"), as Django's own makemessages asks for them.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Catalogue:
    """One `django.po` and the sources whose texts belong in it."""

    folder: Path
    sources: tuple[Path, ...] = field(repr=False)

    @property
    def po(self) -> Path:
        return self.folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def name(self) -> str:
        return str(self.po.relative_to(BASE_DIR))

    def read(self) -> polib.POFile:
        return polib.pofile(str(self.po), wrapwidth=110) if self.po.exists() else polib.POFile(wrapwidth=110)


# --- which catalogues there are ---------------------------------------------------------------------


def catalogues() -> list[Catalogue]:
    apps = sorted(path.parent for path in BASE_DIR.glob("*/apps.py") if path.parent.name not in SHARED_PACKAGES)
    templates = BASE_DIR / "templates"
    found = [Catalogue(app, tuple(source_files(app, templates / app.name))) for app in apps]
    owned = {app.name for app in apps}
    shared_templates = [path for path in templates.glob("*") if path.name not in owned]
    packages = [BASE_DIR / name for name in SHARED_PACKAGES]
    return [*found, Catalogue(BASE_DIR, tuple(source_files(*packages, *shared_templates)))]


def source_files(*places: Path) -> Iterator[Path]:
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not {"tests", "migrations"} & set(path.parts):
                yield path


# --- what the sources say ---------------------------------------------------------------------------


def extract(sources: Iterable[Path]) -> dict[Key, polib.POEntry]:
    found: dict[Key, polib.POEntry] = {}
    for path in sources:
        for context, text, plural, comments in texts_of(path):
            entry = found.setdefault((context, text), polib.POEntry(msgctxt=context, msgid=text))
            entry.msgid_plural = entry.msgid_plural or plural
            for comment in comments:
                if comment not in entry.comment.split("\n"):
                    entry.comment = f"{entry.comment}\n{comment}".strip()
    return found


def texts_of(path: Path) -> Iterator[tuple[str | None, str, str, list[str]]]:
    """Context, text, plural and translators' comments of each call in a file."""
    from babel.messages.extract import extract as extract_calls

    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = as_python(source, path)
    calls = extract_calls(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators",), options={}
    )
    for _line, message, comments, context in calls:
        text, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if text:
            yield context, text, plural, list(comments)


def as_python(template: str, path: Path) -> str:
    """Django turns a template into calls amid blanked-out text; indentation would only irritate the reader."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return "\n".join(line.strip() for line in templatize(template, origin=str(path)).split("\n"))


# --- update ---------------------------------------------------------------------------------------


def update(catalogue: Catalogue) -> None:
    """Add new texts, drop those gone from the sources, keep every translation."""
    wanted = extract(catalogue.sources)
    known = {key_of(entry): entry for entry in catalogue.read() if not entry.obsolete}
    if not wanted and not known:
        return
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = dict(HEADER)
    for _key, entry in sorted(wanted.items(), key=sort_key):
        fresh.append(with_translation(entry, known.get(key_of(entry))))
    catalogue.po.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(catalogue.po))


def sort_key(item: tuple[Key, polib.POEntry]) -> tuple[str, str]:
    (context, text), _entry = item
    return text, context or ""


def with_translation(entry: polib.POEntry, known: polib.POEntry | None) -> polib.POEntry:
    if "%(" in entry.msgid + entry.msgid_plural:
        entry.flags = ["python-format"]
    if known:
        entry.tcomment = known.tcomment
        entry.flags += [flag for flag in known.flags if flag == "fuzzy"]
    translation = translation_of(known) if known else ""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: translation}
    else:
        entry.msgstr = translation
    return entry


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def translation_of(entry: polib.POEntry) -> str:
    """Indonesian has one plural form."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


# --- check ------------------------------------------------------------------------------------------


def faults() -> list[str]:
    """One sentence per fault of all catalogues."""
    found: list[str] = []
    translations: dict[Key, tuple[str, str]] = {}
    for catalogue in catalogues():
        entries = list(catalogue.read())
        present = {key_of(entry): entry for entry in entries if not entry.obsolete}
        wanted = extract(catalogue.sources)
        found += [f"{catalogue.name}: missing {shown(key)}" for key in wanted if key not in present]
        found += [f"{catalogue.name}: no longer used {shown(key)}" for key in present if key not in wanted]
        found += [f"{catalogue.name}: obsolete {shown(key_of(entry))}" for entry in entries if entry.obsolete]
        found += [f"{catalogue.name}: {fault}" for entry in present.values() for fault in faults_of(entry)]
        for key, entry in present.items():
            other, translation = translations.setdefault(key, (catalogue.name, translation_of(entry)))
            if translation != translation_of(entry):
                found.append(f"{catalogue.name}: translated otherwise in {other} {shown(key)}")
    return found


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    name, translation = shown(key_of(entry)), translation_of(entry)
    source = entry.msgid_plural or entry.msgid
    if entry.fuzzy:
        yield f"fuzzy {name}"
    if not translation:
        yield f"not translated {name}"
        return
    if set(PLACEHOLDER.findall(unescaped(source))) != set(PLACEHOLDER.findall(unescaped(translation))):
        yield f"other placeholders than the source {name}"
    if Counter(TAG.findall(source)) != Counter(TAG.findall(translation)):
        yield f"other HTML tags than the source {name}"
    if line_ends(source) != line_ends(translation):
        yield f"starts or ends with a line break unlike the source {name}"


def unescaped(text: str) -> str:
    return text.replace("%%", "")


def line_ends(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")


def shown(key: Key) -> str:
    context, text = key
    return f"{text!r} ({context})" if context else repr(text)


# --- compile ------------------------------------------------------------------------------------------


def compile_catalogues() -> None:
    """Write each .mo that is older than its .po, in one step: several processes may do so at once."""
    for place in (BASE_DIR, *sorted(BASE_DIR.glob("*/"))):
        po = place / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if po.exists():
            compile_catalogue(po)


def compile_catalogue(po: Path) -> None:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return
    draft = mo.with_name(f"{mo.name}.{os.getpid()}")
    try:
        polib.pofile(str(po)).save_as_mofile(str(draft))
    except (OSError, ValueError) as error:
        sys.exit(f"{po.relative_to(BASE_DIR)} cannot be compiled: {error}")
    draft.replace(mo)


def main(arguments: list[str]) -> None:
    if "--check" in arguments:
        found = faults()
        print("\n".join(found) or "All texts are translated.")
        sys.exit(1 if found else 0)
    if "--compile" not in arguments:
        for catalogue in catalogues():
            update(catalogue)
    compile_catalogues()


if __name__ == "__main__":
    main(sys.argv[1:])
