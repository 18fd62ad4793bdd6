"""Beranda: the page after signing in."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.errors import NotFound
from kimhub.core.page import Answer, Page
from kimhub.core.pages import Pages
from kimhub.core.public import Out
from kimhub.core.shell import Hole
from kimhub.core.zones import current_zone, zone_for
from kimhub.forum.web_rows import lines
from kimhub.groups import installation, words
from kimhub.home import service, sitemap
from kimhub.home.steps import steps
from kimhub.home.turns import turns
from kimhub.notifications.sentences import sentence
from kimhub.programs import overview
from kimhub.settings import load

SHOWN = 5  # of what waits; and of news in the inbox
PATH = "/beranda"
SITEMAP_KEPT = "public, max-age=3600"


@get(PATH, name="home:home", **allow(signed_in))
async def show_home(actor: Me) -> Page:
    home = await service.read(actor)
    zone = zone_for(actor.home.wilayah) if actor.home else current_zone()
    waiting = turns(home)
    return Page(
        "home/home.html",
        section="home",
        home=home,
        talk=Hole(lines(home.topics, with_board=True)),
        today=datetime.now(zone),
        turns=waiting[:SHOWN],
        turn_count=sum(turn.weight for turn in waiting),
        more_turns=len(waiting) > SHOWN,
        news=home.news[:SHOWN],
        steps=steps(home),
        sample=home.sample,
        is_operator=actor.plays("sysadmin"),
        meaning=installation.current().kim_means,
        words=words,
        sentence=sentence,
        stages=overview.STAGES,
        fills=overview.FILLS,
    )


@get(f"{PATH}/contoh", name="home:sample", **allow(signed_in))
async def show_sample(actor: Me) -> Page:
    """How far the sample data has come: asked again and again by the page while it is being filled."""
    return Page("home/sample.html", "sample", section="home", sample=await service.read_sample(actor))


class Robots(Response[bytes]):
    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=86400"}
        return Answer(200, headers, self.content)


@get("/robots.txt", name="home:robots", **allow(anyone))
async def robots() -> Robots:
    """What search engines may look at. What is not public they are never shown; this saves both sides the
    asking."""
    closed = (
        *("/masuk", "/undangan/", "/aktivasi/", "/lupa-sandi", "/sandi-baru/", "/pindah/"),
        *("/ikut/", "/hadir/", "/kalender/", "/mengetahui/", "/b/", "/cari", "/situs", "/bahan"),
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {load().base_url}/sitemap.xml", ""]
    return Robots("\n".join(lines).encode())


@get("/sitemap.xml", name="home:sitemap", **allow(anyone))
async def show_sitemap() -> Out:
    return Out(sitemap.index(load().base_url, await sitemap.files()), sitemap.MIME, SITEMAP_KEPT)


@get("/sitemap/{name:str}", name="home:sitemap_part", **allow(anyone))
async def show_part(name: FromPath[str]) -> Out:
    found = await sitemap.addresses(name.removesuffix(".xml")) if name.endswith(".xml") else None
    if found is None:
        raise NotFound
    return Out(sitemap.sitemap(load().base_url, found), sitemap.MIME, SITEMAP_KEPT)


router = Pages("/", [show_home, show_sample, robots, show_sitemap, show_part])
