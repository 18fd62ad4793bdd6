"""Thanking for a post, and who did."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import policy, reading, thanks
from kimhub.forum.views import PostView
from kimhub.forum.web_answers import Piece
from kimhub.forum.web_posts import thanks_address

ADDRESS = "/t/{ref:str}/{number:int}/terima-kasih"


@get(ADDRESS, name="forum:thankers", **allow(policy.can_see_thanks, post=reading.get_post))
async def thankers(post: NamedDependency[PostView]) -> Page:
    return Page(
        "forum/thankers.html",
        section="forum",
        topic=post.topic,
        number=post.source.number,
        people=await thanks.thankers(post),
        most=thanks.LISTED,
    )


@post(ADDRESS, name="forum:thank", **allow(policy.can_thank, post=reading.get_post))
async def thank(post: NamedDependency[PostView], actor: Me, form: FormData) -> Piece | Redirect:
    """`thanks` is 0 for taking it back."""
    wanted = form.get("thanks") != "0"
    count = await thanks.give(post, actor, wanted)
    number = post.source.number
    return Piece(
        "forum/_thanks.html",
        then=post.topic.at(number),
        thanks_address=thanks_address(post.topic.id, number),
        count=count,
        thanked=wanted,
        focus=True,
    )


THANKS = [thankers, thank]
