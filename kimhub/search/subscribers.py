"""Each kind of thing with how it is read and what it listens to: they make themselves known once they are
imported."""

from kimhub.search import (
    of_articles,
    of_documents,
    of_houses,
    of_people,
    of_posts,
    of_programs,
    of_topics,
    of_workshops,
)

__all__ = [
    "of_articles",
    "of_documents",
    "of_houses",
    "of_people",
    "of_posts",
    "of_programs",
    "of_topics",
    "of_workshops",
]
