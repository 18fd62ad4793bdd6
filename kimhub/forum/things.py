"""What was put to the readers of a topic by somebody: a poll, a decision."""

from kimhub.forum.views import OnTopic


class Proposed(OnTopic, frozen=True):
    proposer: int

    @property
    def author(self) -> int:
        return self.topic.author

    @property
    def asker(self) -> int:
        return self.topic.author

    @property
    def label(self) -> str:
        return self.topic.label
