"""What a file is, by what stands in it. Its name is only compared: a file that says it is something else is refused."""

import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from common.errors import AppError

HEAD = 4096
MOST_PARTS = 2000  # of an office document; more is a trap
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."

# Each kind we take with the endings it may have. What runs, what a browser shows as a page, and archives are left out.
ENDINGS = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "image/tiff": ("tif", "tiff"),
    "application/pdf": ("pdf",),
    f"{OFFICE}wordprocessingml.document": ("docx",),
    f"{OFFICE}spreadsheetml.sheet": ("xlsx",),
    f"{OFFICE}presentationml.presentation": ("pptx",),
    f"{OPEN_DOCUMENT}text": ("odt",),
    f"{OPEN_DOCUMENT}spreadsheet": ("ods",),
    "video/mp4": ("mp4", "m4v", "m4a", "mov", "3gp"),
    "video/webm": ("webm", "mkv"),
    "audio/mpeg": ("mp3",),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/wav": ("wav",),
    "audio/aac": ("aac",),
    "audio/amr": ("amr",),
    "text/plain": ("txt", "csv", "log", "eml", "vcf", "ics"),
}
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
)
_OFFICE_PARTS = (
    ("word/document.xml", f"{OFFICE}wordprocessingml.document"),
    ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet"),
    ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation"),
)
_STILL_PICTURES = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
# What a text must not begin with: some programs show or run it whatever its name says.
_MARKUP = (b"<", b"#!", b"{\\rtf", b"MZ", b"%!PS")


def kind_of(file: BinaryIO, name: str) -> str:
    """The media type of a file. Raises AppError, with a sentence for its sender, for what we don't take."""
    found = _found(file)
    if not found:
        raise AppError(
            _("“%(name)s” is of a kind we do not take. Send pictures, PDF, Word, Excel, text, sound or film.")
            % {"name": name}
        )
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending not in ENDINGS[found] and (_is_claimed(ending) or found == "text/plain"):
        raise AppError(
            _("“%(name)s” is not what its name says. Save it in its own format and send it again.") % {"name": name}
        )
    return found


def _is_claimed(ending: str) -> bool:
    return any(ending in endings for endings in ENDINGS.values()) or ending in ("exe", "js", "html", "htm", "svg")


def _found(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in _STILL_PICTURES else "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    return "text/plain" if _is_text(file, head) else ""


def _office_kind(file: BinaryIO) -> str:
    """A document in its package; with macros inside, or as a plain archive, it is none we take."""
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
            if len(names) > MOST_PARTS or any(name.lower().endswith(("vbaproject.bin", ".exe")) for name in names):
                return ""
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                kind = package.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind in ENDINGS else ""
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for part, kind in _OFFICE_PARTS if part in names), "")


def _is_text(file: BinaryIO, head: bytes) -> bool:
    """Readable letters from beginning to end, and no markup."""
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not plain or plain.startswith(_MARKUP):
        return False
    file.seek(0)
    whole = file.read()
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        whole.decode("latin-1")
        return not any(byte < 9 or 13 < byte < 32 for byte in whole)
    return b"\x00" not in whole
