"""What kinds of files are called where there is room for three letters."""

from typing import Final

SHORT: Final = {
    "application/pdf": "PDF",
    "application/msword": "DOC",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOC",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLS",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.ms-powerpoint": "PPT",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPT",
    "application/vnd.oasis.opendocument.presentation": "ODP",
    "text/csv": "CSV",
    "application/zip": "ZIP",
}


def file_type(mime: str) -> str:
    """PDF, DOC, XLS ...; what has no short name is called by its family."""
    if short := SHORT.get(mime):
        return short
    family = mime.partition("/")[0]
    return {"image": "FOTO", "video": "VIDEO", "audio": "AUDIO", "text": "TEKS"}.get(family, "FILE")
