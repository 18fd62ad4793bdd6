"""What an editor fills in when an article goes out: when, for whom, until when, under which address; and
what is asked of its photos first."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, tzinfo
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.parsing import parse_date, parse_time
from kimhub.core.text import clean_line
from kimhub.library.kinds import CLASSES, EXEMPT
from kimhub.publishing import alts, articles, writing
from kimhub.publishing.flow import Settings
from kimhub.publishing.kinds import ANNOUNCEMENT, AT_ONCE
from kimhub.publishing.views import Article
from kimhub.publishing.views_photos import Photo

Form = dict[str, str]

_HINTS: Final[dict[str, Lazy]] = {
    "berkala": lazy_("Kabar biasa: dibuka secara rutin."),
    AT_ONCE: lazy_(
        "Menyangkut keselamatan atau hajat hidup orang banyak: tampil sebagai spanduk tiga hari."
    ),
    "setiap_saat": lazy_("Selalu tersedia bila diminta."),
}


def classes(kind: str) -> list[tuple[str, str, str]]:
    """What a class may be, with its meaning: nothing exempt goes out, and only an announcement is told at
    once."""
    return [
        (key, str(word), str(_HINTS[key]))
        for key, word in CLASSES.items()
        if key != EXEMPT and (key != AT_ONCE or kind == ANNOUNCEMENT)
    ]


async def silent_photos(article: Article) -> list[Photo]:
    """Photos in the newest text of which nobody has said what is to be seen."""
    newest = await articles.revision(article.newest or 0)
    return await alts.silent(sorted(writing.photos_of(writing.text_of(newest))))


async def unsure_photos(article: Article) -> list[Photo]:
    """Photos in the newest text of which nobody has said that those to be seen agreed."""
    newest = await articles.revision(article.newest or 0)
    return await alts.unsure(sorted(writing.photos_of(writing.text_of(newest))))


async def note_photos(article: Article, actor: Actor, form: Form, choices: dict[str, list[str]]) -> None:
    """Keep what the form says of the photos: what is to be seen on them, and that people agreed."""
    await alts.tell(article.organization, actor, alts.read(form, choices))
    if form.get("consent") == "on":
        await alts.agree(article.organization, actor, await unsure_photos(article))


async def check_photos(article: Article) -> None:
    """Raises Invalid with a sentence for each photo that says nothing to those who cannot see it."""
    if silent := await silent_photos(article):
        said = _("Tulis apa yang terlihat di foto ini, atau centang “hanya hiasan”.")
        told = {f"alt-{one.id}": f"{_('Foto %(n)s') % {'n': n}}: {said}" for n, one in enumerate(silent, 1)}
        raise Invalid(**told)


def form_of(article: Article) -> Form:
    """The settings as the form shows them."""
    zone = article.zone
    return {
        "when": "now",
        "audience": article.audience,
        "info_class": article.info_class,
        "slug": article.slug,
        "publish_at": _shown(article.publish_at, zone),
        "expires_at": _shown(article.expires_at, zone),
        "urgent_until": _shown(article.urgent_until, zone),
    }


def read_settings(form: Form, article: Article) -> Settings:
    """Raises Invalid for times that cannot be read. A first article takes its address from its title unless
    somebody wrote another one."""
    slug = clean_line(form.get("slug", ""))
    errors: dict[str, str] = {}
    expires, urgent = (_moment(form, name, article.zone, errors) for name in ("expires_at", "urgent_until"))
    if errors:
        raise Invalid(**errors)
    return Settings(
        audience=form.get("audience", article.audience),
        info_class=form.get("info_class", article.info_class),
        slug=slug if slug and slug != article.slug else None,
        expires_at=expires,
        urgent_until=urgent,
        keep_times=False,
    )


def read_when(form: Form, article: Article) -> datetime | None:
    """The time it goes out by itself; None for now. Raises Invalid."""
    if form.get("when") != "later":
        return None
    errors: dict[str, str] = {}
    found = _moment(form, "publish_at", article.zone, errors)
    if found is None and not errors:
        errors["publish_at"] = _("Pilih tanggal dan jamnya.")
    if errors:
        raise Invalid(**errors)
    return found


def _moment(form: Form, name: str, zone: tzinfo, errors: dict[str, str]) -> datetime | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    day_text, _gap, clock_text = text.replace("T", " ").partition(" ")
    day = parse_date(day_text)
    clock = parse_time(clock_text) if clock_text.strip() else time()
    if day is None or clock is None:
        errors[name] = _("Waktu ini tidak terbaca. Tulis misalnya 28/11/2026 09.00.")
        return None
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _shown(moment: datetime | None, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def missing_words(errors: dict[str, str]) -> Sequence[str]:
    """The sentences of a text that is not ready, each once."""
    return list(dict.fromkeys(errors.values()))
