"""Many rows at once follow the same promises as one: above all, no id is ever given twice."""

from kimhub.forum import bulk
from kimhub.forum.tables import Post, Topic, TopicRead
from tests import make


async def test_ids_of_what_was_deleted_are_not_given_again():
    first = await bulk.fill(2, 5)
    last = (await Post.select(Post.id).order_by(Post.id, ascending=False).first())["id"]
    for table in (TopicRead, Post, Topic):
        await table.delete(force=True)

    await bulk.fill(2, 5)
    kim = await make.kim()
    topic = await make.topic(await make.board(kim), await make.member(kim))

    assert (await Post.select(Post.id).order_by(Post.id).first())["id"] > last
    assert topic.id > first.longest
    assert await Topic.count() == 3
