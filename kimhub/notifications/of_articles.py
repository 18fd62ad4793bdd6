"""What people are told about articles: what waits for an editor, and what became of one's own."""

from typing import Any, Final

from kimhub.core.bus import on
from kimhub.core.prepared import prepare_sql
from kimhub.forum.audience import Told
from kimhub.notifications import service
from kimhub.notifications.recipients import admins_of, officers_of, those_who
from kimhub.notifications.telling import Matter, tell_all
from kimhub.publishing import articles, events, policy
from kimhub.publishing.kinds import EVERYBODY, HIDDEN, IN_REVIEW, PACKAGE, RETURNED, SHOWN
from kimhub.publishing.views import Article

_members = prepare_sql(
    "SELECT \"user\" AS id FROM membership WHERE organization = :house AND state = 'active'"
)
# Entries by what they are about; each is one line in an inbox.
SENT: Final = "sent"
BACK: Final = "back"
OUT: Final = "out"
GONE: Final = "gone"


@on(events.ArticleSent)
async def ask_the_editors(event: events.ArticleSent) -> None:
    """Those who let articles of this house out; what was given back is done."""
    await service.settle(_about(event.article_id, BACK))
    article = await articles.get_article(event.article_id)
    if article is None or article.work != IN_REVIEW:
        return
    people = await those_who(policy.edits_for, article, await _candidates(article))
    await _tell(people, "article_sent", SENT, article, event.actor_id, waits=True, by=article.author_name)


@on(events.ArticleReturned)
async def tell_what_to_better(event: events.ArticleReturned) -> None:
    """Whoever wrote it, with the note; it waits for no editor any more."""
    await service.settle(_about(event.article_id, SENT))
    article = await articles.get_article(event.article_id)
    if article is None or event.by_author or article.work != RETURNED or article.author is None:
        return
    await _tell(
        {article.author}, "article_returned", BACK, article, event.actor_id, waits=True, note=article.note
    )


@on(events.ArticleScheduled)
async def nobody_has_to_look(event: events.ArticleScheduled) -> None:
    """It lies with no editor any more: one of them has chosen its time, or will."""
    await service.settle(_about(event.article_id, SENT))


@on(events.ArticlePublished)
async def tell_that_it_is_out(event: events.ArticlePublished) -> None:
    """Whoever wrote it, unless they let it out themselves."""
    for what in (SENT, BACK, GONE):
        await service.settle(_about(event.article_id, what))
    article = await articles.get_article(event.article_id)
    if article is None or article.shown != SHOWN or article.author is None or article.kind == PACKAGE:
        return
    if article.author != event.actor_id:
        kind = "article_renewed" if event.again else "article_published"
        await _tell({article.author}, kind, OUT, article, event.actor_id, url=_reading(article))


@on(events.ArticleTakenDown)
async def tell_why_it_is_gone(event: events.ArticleTakenDown) -> None:
    """Of what was hidden, whoever wrote it and the admins read why; to go to the archive is in order."""
    await service.settle(_about(event.article_id, SENT))
    await service.settle(_about(event.article_id, BACK))
    article = await articles.get_article(event.article_id)
    if article is None or event.how != "hidden" or article.shown != HIDDEN:
        return
    people = await admins_of(article.organization) | ({article.author} if article.author else set())
    await _tell(
        people - {event.actor_id}, "article_hidden", GONE, article, event.actor_id, note=article.note
    )


@on(events.ArticleBroughtBack)
async def tell_that_it_is_back(event: events.ArticleBroughtBack) -> None:
    await service.settle(_about(event.article_id, GONE))
    article = await articles.get_article(event.article_id)
    if article is None or article.shown != SHOWN or article.author in {None, event.actor_id}:
        return
    await _tell({article.author or 0}, "article_back", OUT, article, event.actor_id, url=_reading(article))


def _reading(article: Article) -> str:
    """Where it is read: everybody's page, or for members only the desk of whoever wrote it."""
    return article.path if article.audience == EVERYBODY else article.desk_path


async def _candidates(article: Article) -> set[int]:
    """Everybody who might be an editor; the policy says who is."""
    named = {int(one) for one in article.editors.split()}
    if article.owner_kind == "agency":
        return named | {row["id"] for row in await _members(house=article.organization)}
    return named | await officers_of(article.organization)


async def _tell(
    people: set[int],
    kind: str,
    what: str,
    article: Article,
    actor: int | None,
    *,
    waits: bool = False,
    url: str = "",
    **facts: Any,
) -> None:
    """Those of them who may still see it there. Each change of the article may be told anew."""
    told = sorted(await those_who(policy.can_look, article, people - {actor}))
    matter = Matter(
        kind, _about(article.id, what), url or article.desk_path, first=1, upto=article.rev,
        from_user=actor, needs_action=waits, by_mail=True,
        data={"title": article.title, "organization": article.owner_name} | facts,
    )  # fmt: skip
    await tell_all(matter, Told(told, answered=frozenset(told)))


def _about(article_id: int, what: str) -> str:
    return f"article:{article_id}:{what}"
