"""Programs of this machine that read what we cannot: Tesseract and LibreOffice, where they are installed.

They are started from the process that reads, and so have its limits and no network either.
"""

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kimhub.library import reading_sealed
from kimhub.library.reading_office import MOST_LETTERS, Unreadable

if TYPE_CHECKING:  # see core/images.py
    from PIL.Image import Image

PATIENCE_PAGE: Final = 40  # seconds for a page of OCR
PATIENCE_OFFICE: Final = 100
LANGUAGE: Final = "ind"


def tesseract() -> str:
    """Where Tesseract is; empty where it is not, or has not learned Indonesian."""
    program = shutil.which("tesseract")
    if not program:
        return ""
    try:
        known = subprocess.run(  # noqa: S603 - found on the path, no words of anybody
            [program, "--list-langs"],
            capture_output=True,
            timeout=10,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return program if LANGUAGE in known.stdout.decode(errors="replace").split() else ""


def office() -> str:
    """Where LibreOffice is; empty where it is not."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def recognised(image: "Image", orders: dict[str, Any], folder: Path) -> str:
    """The letters on a picture; empty when there are none or Tesseract fails."""
    source = folder / "page.png"
    image.convert("L").save(source, "PNG")
    try:
        said = _run([orders["ocr"], str(source), "stdout", "-l", LANGUAGE], folder, PATIENCE_PAGE)
    except (OSError, subprocess.SubprocessError):
        return ""
    finally:
        source.unlink(missing_ok=True)
    return said.decode("utf-8", errors="replace")[:MOST_LETTERS].replace("\f", "").strip()


def as_pdf(path: Path, kind: str, orders: dict[str, Any], folder: Path) -> Path:
    """An office document as PDF, made by LibreOffice with a profile of its own. Raises Unreadable."""
    named = folder / f"source.{kind}"
    named.symlink_to(path)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    try:
        _run([orders["office"], profile, *arguments, str(named)], folder, PATIENCE_OFFICE)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreadable("converter") from error
    made = folder / "source.pdf"
    if not made.is_file():
        raise Unreadable("converter")
    return made


def _run(command: list[str], folder: Path, patience: int) -> bytes:
    """What a program prints, at most as much as a file may hold. Raises as subprocess does."""
    printed = folder / "printed"
    with printed.open("w+b") as output:
        subprocess.run(  # noqa: S603 - a program of this machine, files named by us
            command,
            check=True,
            cwd=folder,
            timeout=patience,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            preexec_fn=reading_sealed.widen,
        )
        output.seek(0)
        return output.read(4 * MOST_LETTERS)
