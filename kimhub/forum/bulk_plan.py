"""Years of talk on paper: who writes what where, and the rows that come of it."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from kimhub.core.many_rows import Into, Row
from kimhub.core.text import RENDERER, slugify
from kimhub.forum import samples
from kimhub.forum.bulk_people import Writer

TALKING: Final = 12  # people in one topic
LIVELY: Final = 250  # topics in which people talk at the same time
READERS: Final = 5  # people who have read a topic, or some of it


@dataclass(slots=True)
class Plan:
    """Who writes where, in the order of time: step n is a post in topic `where[n]` by `who[n]`."""

    boards: list[int]
    where: "array[int]"
    who: "array[int]"
    sizes: list[int]


@dataclass(frozen=True, slots=True)
class Clock:
    start: datetime
    step: timedelta

    def at(self, number: int) -> datetime:
        return self.start + number * self.step


def make_plan(
    chance: Random, people: dict[int, list[Writer]], topics: int, posts: int, longest: int
) -> Plan:
    """A talk in many rooms at once: topics begin, go on beside each other, and end."""
    rooms = sorted(people)
    sizes = _sizes(chance, topics, posts, longest)
    boards = [rooms[int(len(rooms) * chance.random() ** 2)] for _ in sizes]
    where, who = array("l"), array("q")
    lively: list[list[Any]] = []
    coming = iter(range(topics))
    for _ in range(posts):
        if len(lively) < LIVELY and (topic := next(coming, None)) is not None:
            there = people[boards[topic]]
            lively.append([topic, sizes[topic], chance.sample(there, min(TALKING, len(there)))])
            index = len(lively) - 1
        else:
            index = int(chance.random() * len(lively))
        talk = lively[index]
        where.append(talk[0])
        who.append(chance.choice(talk[2]).id)
        talk[1] -= 1
        if not talk[1]:
            lively[index] = lively[-1]
            lively.pop()
    return Plan(boards, where, who, sizes)


def _sizes(chance: Random, topics: int, posts: int, longest: int) -> list[int]:
    """How long each topic gets: many short ones, few long ones, one of `longest` posts, `posts` in all."""
    weights = [min(chance.paretovariate(1.3), 60.0) for _ in range(topics)]
    big = topics // 3
    weights[big] = 0.0
    sizes = [1] * topics
    sizes[big] += min(longest - 1, posts - topics)
    room, total = posts - sum(sizes), sum(weights) or 1.0
    for index, weight in enumerate(weights):
        sizes[index] = min(sizes[index] + int(room * weight / total), max(longest, sizes[index]))
    left = posts - sum(sizes)
    while left:
        shorter = [index for index in range(topics) if sizes[index] < longest] or list(range(topics))
        for index in shorter[:left]:
            sizes[index] += 1
        left -= min(left, len(shorter))
    return sizes


TOPIC: Final = Into(
    "topic",
    (
        "id",
        "board",
        "title",
        "slug",
        "author",
        "last_number",
        "reply_count",
        "hidden_posts",
        "writers",
        "last_post_at",
        "last_author",
        "rev",
        "created_at",
    ),
)
POST: Final = Into(
    "post",
    (
        "id",
        "topic",
        "number",
        "author",
        "home",
        "badge",
        "body",
        "html",
        "renderer",
        "rev",
        "created_at",
    ),
)
MARK: Final = Into("topic_read", ('"user"', "topic", "last_number", "at"))


def topic_rows(plan: Plan, chance: Random, first: int, clock: Clock) -> Iterator[Row]:
    begun: dict[int, int] = {}
    ended: dict[int, int] = {}
    spoke: dict[int, set[int]] = {}
    for step, topic in enumerate(plan.where):
        begun.setdefault(topic, step)
        ended[topic] = step
        spoke.setdefault(topic, set()).add(plan.who[step])
    for topic, size in enumerate(plan.sizes):
        title, start, end = samples.title(chance), begun[topic], ended[topic]
        yield (
            first + topic,
            plan.boards[topic],
            title,
            slugify(title),
            plan.who[start],
            size,
            size - 1,
            0,
            len(spoke[topic]),
            clock.at(end),
            plan.who[end],
            1,
            clock.at(start),
        )


def post_rows(
    plan: Plan,
    chance: Random,
    first_topic: int,
    clock: Clock,
    texts: list[samples.Text],
    people: dict[int, list[Writer]],
    first: int,
) -> Iterator[Row]:
    homes = {writer.id: writer.home for writers in people.values() for writer in writers}
    numbers = array("l", [0] * len(plan.sizes))
    kinds = len(texts)
    for step, topic in enumerate(plan.where):
        numbers[topic] += 1
        body, html = texts[int(chance.random() * kinds)]
        author = plan.who[step]
        yield (
            first + step,
            first_topic + topic,
            numbers[topic],
            author,
            homes[author],
            "",
            body,
            html,
            RENDERER,
            1,
            clock.at(step),
        )


def mark_rows(
    plan: Plan, chance: Random, first: int, people: dict[int, list[Writer]], at: datetime
) -> Iterator[Row]:
    for topic, size in enumerate(plan.sizes):
        there = people[plan.boards[topic]]
        for writer in chance.sample(there, min(READERS, len(there))):
            read = size if chance.random() < 0.7 else chance.randint(1, size)
            yield writer.id, first + topic, read, at
