"""A forum kept in lists, slow and plain: what the real one must agree with after anything anybody did.

Each reader has the set of posts they have read; each topic the posts at its numbers, None where one left.
"""

from dataclasses import dataclass, field


@dataclass
class Written:
    author: int
    gone: str = ""  # hidden by a "moderator", or taken back by the "author"


@dataclass
class Thread:
    board: int
    places: list[int | None] = field(default_factory=list)  # post ids; number 1 first
    left: dict[int, int] = field(default_factory=dict)  # number -> the post that stood there
    hidden: str = ""  # by a "moderator", or together with the "author"'s first post
    into: int | None = None
    offset: int = 0


class Forum:
    def __init__(self, readers: list[int], boards: list[int]) -> None:
        self.readers, self.boards = readers, boards
        self.posts: dict[int, Written] = {}
        self.threads: dict[int, Thread] = {}
        self.read: dict[int, set[int]] = {reader: set() for reader in readers}
        self.known: set[tuple[int, int]] = set()  # (reader, topic) that have a mark at all

    # ------------------------------------------------------------------------------- what is asked

    def live(self) -> list[int]:
        return [topic for topic, thread in self.threads.items() if thread.into is None]

    def stands(self, post: int | None) -> bool:
        return post is not None and not self.posts[post].gone

    def unread(self, reader: int, topic: int) -> list[int]:
        """Numbers of visible posts the reader has not read."""
        return [
            number
            for number, post in enumerate(self.threads[topic].places, 1)
            if self.stands(post) and post not in self.read[reader]
        ]

    def where(self, topic: int, number: int) -> tuple[int, int, int]:
        """The post an old address means: topic, number, id."""
        thread = self.threads[topic]
        if thread.into is not None:
            return self.where(thread.into, number + thread.offset)
        post = thread.places[number - 1]
        if post is not None:
            return topic, number, post
        return self.find(thread.left[number])

    def find(self, post: int) -> tuple[int, int, int]:
        for topic in self.live():
            if post in self.threads[topic].places:
                return topic, self.threads[topic].places.index(post) + 1, post
        raise LookupError(post)

    # ------------------------------------------------------------------------------- what is done

    def start(self, topic: int, post: int, board: int, author: int) -> None:
        self.posts[post] = Written(author)
        self.threads[topic] = Thread(board, [post])
        self.read[author].add(post)
        self.known.add((author, topic))

    def reply(self, topic: int, post: int, author: int) -> None:
        """One's own post counts as read when nothing visible before it is unread."""
        nothing_waits = not self.unread(author, topic)
        self.posts[post] = Written(author)
        self.threads[topic].places.append(post)
        if nothing_waits and (author, topic) in self.known:
            self.read_to(author, topic, len(self.threads[topic].places))

    def read_to(self, reader: int, topic: int, number: int) -> None:
        self.read[reader] |= {post for post in self.threads[topic].places[:number] if post is not None}
        self.known.add((reader, topic))

    def read_all(self, reader: int, board: int) -> None:
        for topic in self.live():
            if self.threads[topic].board == board:
                self.read_to(reader, topic, len(self.threads[topic].places))

    def hide(self, topic: int, number: int, on: bool) -> None:
        thread = self.threads[topic]
        post = thread.places[number - 1]
        assert post is not None
        if not on and self.posts[post].gone == "author":
            return
        if number == 1:
            thread.hidden = (thread.hidden or "moderator") if on else ""
        elif on:
            self.posts[post].gone = self.posts[post].gone or "moderator"
        else:
            self.posts[post].gone = ""

    def withdraw(self, topic: int, number: int, on: bool) -> None:
        thread = self.threads[topic]
        post = thread.places[number - 1]
        assert post is not None
        written = self.posts[post]
        others = [
            p for p in thread.places if self.stands(p) and self.posts[p or 0].author != written.author
        ]
        if on and not written.gone:
            written.gone = "author"
            if number == 1 and not others:
                thread.hidden = thread.hidden or "author"
        elif not on and written.gone == "author":
            written.gone = ""
            if number == 1 and thread.hidden == "author":
                thread.hidden = ""

    def split(self, topic: int, new: int, numbers: list[int]) -> None:
        thread = self.threads[topic]
        made = self.threads[new] = Thread(thread.board)
        for number in numbers:
            post = thread.places[number - 1]
            assert post is not None
            made.places.append(post)
            thread.places[number - 1], thread.left[number] = None, post
        self.known |= {(reader, new) for reader in self.readers if self.read[reader] & set(made.places)}

    def merge(self, source: int, target: int) -> None:
        from_, to = self.threads[source], self.threads[target]
        from_.into, from_.offset = target, len(to.places)
        to.left |= {number + from_.offset: post for number, post in from_.left.items()}
        to.places += from_.places
        from_.places = []
        self.known |= {(reader, target) for reader in self.readers if (reader, source) in self.known}
