"""QR codes as SVG that stands inside a page: for invitations, attendance and moving to a new phone."""

from functools import lru_cache

from markupsafe import Markup


@lru_cache(maxsize=256)
def qr_svg(text: str, title: str) -> Markup:
    """An inline `<svg class="qr">`, named `title` for those who cannot see it. It scales with its box and
    is black on white in every theme, as scanners need it. Raises segno.DataOverflowError for long texts."""
    import segno  # with the first code, not at start: 3 MB

    code = segno.make(text, micro=False, error="m")
    svg: str = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None, title=title
    )
    return Markup(svg.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno escapes the title
