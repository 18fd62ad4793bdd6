"""Whom to name: offered while somebody types `@`, to those who may write there."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.page import Answer, respond
from kimhub.core.templates import environment
from kimhub.forum import boards, mentions, policy, reading
from kimhub.forum.mentions import Offered
from kimhub.forum.views import BoardView, TopicView


class People(Response[None]):
    """The lines of a list box; empty when nobody fits."""

    def __init__(self, found: list[Offered]) -> None:
        super().__init__(None)
        self.found = found

    def to_asgi_response(self, app: Any, request: Request, **_more: Any) -> Answer:  # type: ignore[override]
        html = environment().get_template("forum/_people.html").render(people=self.found)
        return respond(html.encode(), request, {"cache-control": "private, max-age=60"})


@get("/t/{ref:str}/orang", name="forum:people", **allow(policy.can_reply, topic=reading.get_topic))
async def people_of_topic(topic: NamedDependency[TopicView], actor: Me, request: Request) -> People:
    return People(await mentions.offer(actor, request.query_params.get("q", ""), topic))


@get("/p/{slug:str}/orang", name="forum:board_people", **allow(policy.can_post, board=boards.get_board))
async def people_of_board(board: NamedDependency[BoardView], actor: Me, request: Request) -> People:
    return People(await mentions.offer(actor, request.query_params.get("q", ""), board))


MENTIONS = [people_of_topic, people_of_board]
