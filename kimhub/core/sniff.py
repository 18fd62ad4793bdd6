"""What a file really is: by its first bytes, and for office documents by what lies inside.

Name and content have to agree. What a browser could run (HTML, SVG, scripts) is no type of ours at all.
"""

import codecs
import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from kimhub.core.archives import BadArchive, open_archive
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _

IMAGES: Final = frozenset(("jpg", "png", "webp", "gif"))
DOCUMENTS: Final = frozenset(("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv"))
VIDEOS: Final = frozenset(("mp4",))
SHEETS: Final = frozenset(("xlsx", "ods", "csv", "txt"))

MIMES: Final = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
    "csv": "text/csv",
    "mp4": "video/mp4",
}
_SAME: Final = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "m4v": "mp4", "tsv": "csv"}
_OFFICE: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_OPEN_DOCUMENT: Final = {MIMES[kind].encode(): kind for kind in ("odt", "ods", "odp")}
_OLD_OFFICE: Final = frozenset(("doc", "xls", "ppt", "docm", "xlsm", "pptm", "xlsb"))
_MARKUP: Final = re.compile(
    r"\s*(?:<\?xml|<!--|<!doctype|<(?:html|head|body|svg|script|style|iframe|meta|link|base|title|table|div|p)\b)",
    re.IGNORECASE,
)
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HEAD: Final = 4096


def extension_of(filename: str) -> str:
    """`jpg` of `Foto Kegiatan.JPEG`; empty when the name has none."""
    name = filename.rpartition("/")[2].rpartition("\\")[2]
    extension = name.rpartition(".")[2].strip().lower() if "." in name else ""
    return _SAME.get(extension, extension)


def check_type(path: Path, filename: str, allowed: frozenset[str], field: str = "file") -> str:
    """The kind of the file at `path` (a key of MIMES). Raises Invalid with a sentence for `field` when it
    is not among `allowed`, or when its name says something else than its content.

    A phone names a PNG `.jpg` now and then: pictures may have each other's names, as they are drawn anew.
    """
    said = extension_of(filename)
    check_ending(said, field)
    found = sniff(path)
    if found == "heic":
        raise Invalid(**{field: _heic()})
    if found == "text" and said in {"txt", "csv"}:
        found = said
    if found not in allowed:
        raise Invalid(**{field: _not_taken(allowed)})
    if found != said and not (found in IMAGES and (said in IMAGES or not said)):
        message = _("Isi berkas ini %(kind)s, tetapi namanya tidak berakhiran .%(ending)s.")
        raise Invalid(**{field: message % {"kind": found.upper(), "ending": found}})
    return found


def check_ending(said: str, field: str, allowed: frozenset[str] = frozenset()) -> None:
    """Raises Invalid with a sentence for `field` for a name's ending that is never taken, or is not among
    `allowed`: known before the first byte came."""
    if said in _OLD_OFFICE:
        raise Invalid(**{field: _("Simpan dulu sebagai .docx, .xlsx, .pptx atau PDF, lalu unggah lagi.")})
    if said in {"heic", "heif"}:
        raise Invalid(**{field: _heic()})
    if allowed and said not in allowed:
        raise Invalid(**{field: _not_taken(allowed)})


def _heic() -> str:
    return _("Foto HEIC belum dapat dibaca. Simpan sebagai JPG, lalu unggah lagi.")


def _not_taken(allowed: frozenset[str]) -> str:
    message = _("Jenis berkas ini tidak diterima. Yang diterima: %(kinds)s.")
    return message % {"kinds": ", ".join(sorted(allowed)).upper()}


def sniff(path: Path) -> str:
    """A key of MIMES, `heic`, `text` for plain text, or nothing for what we do not know or do not want."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    return "text" if _is_text(path, head) else ""


def _iso_media(brand: bytes) -> str:
    if brand in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}:
        return "heic"
    known = {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"3gp4",
        b"3gp5",
    }
    return "mp4" if brand in known else ""


def _office(path: Path) -> str:
    """docx, xlsx, pptx, odt, ods or odp; nothing for any other archive and for documents with macros."""
    try:
        with open_archive(path) as archive:
            names = {member.filename for member in archive.infolist()}
            if any(
                name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".jar")) for name in names
            ):
                return ""
            if "[Content_Types].xml" in names:
                return next((kind for name, kind in _OFFICE.items() if name in names), "")
            if "mimetype" in names and _is_plain(archive.getinfo("mimetype")):
                return _OPEN_DOCUMENT.get(archive.read("mimetype").strip(), "")
    except (
        BadArchive,
        zipfile.BadZipFile,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        return ""
    return ""


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Short, and packed in a way that asks for no memory of its choice, as LZMA does."""
    return member.file_size < 100 and member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def _is_text(path: Path, head: bytes) -> bool:
    """Whether all of it is readable text, in Unicode or an old office's eight bits, and no markup."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # Excel's "Unicode text"
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "latin-1")(errors="replace")
    beginning = True
    with path.open("rb") as file:
        while block := file.read(262_144):
            text = decoder.decode(block)
            if _BINARY.search(text) or (beginning and _MARKUP.match(text.removeprefix("\xef\xbb\xbf"))):
                return False
            beginning = False
    return bool(head.strip())
