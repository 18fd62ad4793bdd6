"""Choosing a place in a form: type a name, pick one of what was found.

    choice = await picker.begin("wilayah", organization.wilayah_code)            # GET
    choice = await picker.resolve(form, "wilayah", levels=(3, 4))               # POST
    if choice.place is None:
        return Page(..., status=choice.status, form=form, errors=choice.errors, choice=choice)

In the template: {{ wilayah.field(choice, _("Desa atau kelurahan")) }}. With htmx the list follows the
typing; without it the button "Cari" sends the form, and the page comes back with the list and all that was
typed.
"""

import re
from urllib.parse import urlencode

from msgspec import Struct

from kimhub.core.i18n import _, current_locale
from kimhub.wilayah.places import Place
from kimhub.wilayah.query import MAX_TEXT, MIN_LENGTH
from kimhub.wilayah.search import ALL_LEVELS, search
from kimhub.wilayah.service import get_wilayah, is_within

BUTTON = "cari"  # the name of the search button; its value is the name of the field
MOST = 10

_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[0-9.]{2,13}")


class Choice(Struct, frozen=True):
    """What one picker shows at this moment."""

    name: str  # of the field that carries the code
    levels: tuple[int, ...] = ALL_LEVELS
    within: str = ""
    text: str = ""
    place: Place | None = None
    candidates: list[Place] = []
    asked: bool = False  # the person pressed "Cari", not "Simpan"

    @property
    def text_name(self) -> str:
        """The name of the text field."""
        return f"{self.name}_q"

    @property
    def url(self) -> str:
        """Where htmx asks for candidates; the text field adds itself."""
        values = {"field": self.name, "levels": "".join(map(str, self.levels)), "within": self.within}
        locale = current_locale()
        return f"/wilayah/cari?{urlencode(values | ({'bahasa': locale} if locale != 'id' else {}))}"

    @property
    def errors(self) -> dict[str, str]:
        """What to tell the person, by field: nothing while they are still searching."""
        if self.place or self.asked:
            return {}
        if not self.text:
            return {self.name: _("Ketik nama wilayah, lalu pilih satu dari daftar.")}
        if not self.candidates:
            return {self.name: _("Wilayah itu tidak ditemukan. Periksa ejaannya.")}
        return {self.name: _("Pilih satu wilayah dari daftar.")}

    @property
    def status(self) -> int:
        return 422 if self.errors else 200

    @property
    def options(self) -> list[Place]:
        """The chosen place, then the others that were found."""
        first = [self.place] if self.place else []
        return first + [place for place in self.candidates if place != self.place]

    @property
    def is_empty(self) -> bool:
        """True when enough was typed and nothing is called so."""
        return len(self.text) >= MIN_LENGTH and not self.options

    @property
    def checked(self) -> str:
        """The code that is ticked: the chosen place, or the only one there is."""
        options = self.options
        return options[0].code if self.place or len(options) == 1 else ""


async def begin(
    name: str, code: str | None = None, levels: tuple[int, ...] = ALL_LEVELS, within: str = ""
) -> Choice:
    """A picker as the page is opened, with the place chosen earlier if there is one."""
    place = await get_wilayah(code) if code else None
    return Choice(name, levels, within, place.path if place else "", place)


async def resolve(
    form: dict[str, str], name: str, levels: tuple[int, ...] = ALL_LEVELS, within: str = ""
) -> Choice:
    """What the form says: `place` when one was chosen, else what the typed text may mean.

    A code that is retired, of another level or outside `within` is no choice, and neither is one whose text
    was emptied: so a place that may be left out is taken back without scripts.
    """
    text = form.get(f"{name}_q", "").strip()[:MAX_TEXT]
    asked = form.get(BUTTON) == name
    emptied = f"{name}_q" in form and not text
    place = None if asked or emptied else await _chosen(form.get(name, ""), levels, within)
    found = [] if place or not text else await search(text, levels, within, MOST)
    return Choice(name, levels, within, text, place, found, asked)


async def suggest(values: dict[str, str]) -> Choice:
    """What the address of the search page asks for; what makes no sense in it is left out."""
    name = values.get("field", "")
    name = name if _FIELD.fullmatch(name) else ""
    within = values.get("within", "")
    within = within if _CODE.fullmatch(within) else ""
    levels = tuple(level for level in ALL_LEVELS if str(level) in values.get("levels", "")) or ALL_LEVELS
    text = (values.get("q") or values.get(f"{name}_q", "")).strip()[:MAX_TEXT]
    return Choice(name, levels, within, text, None, await search(text, levels, within, MOST), asked=True)


async def _chosen(code: str, levels: tuple[int, ...], within: str) -> Place | None:
    place = await get_wilayah(code) if _CODE.fullmatch(code) else None
    if place is None or place.retired_on or place.level not in levels or not is_within(code, within):
        return None
    return place
