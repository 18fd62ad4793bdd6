"""Each kind of thing with how it is read and what it listens to: they make themselves known once they are
imported."""

from kimhub.search import of_houses, of_posts, of_topics

__all__ = ["of_houses", "of_posts", "of_topics"]
