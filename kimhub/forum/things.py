"""What hangs on a topic and was proposed by somebody: a poll, a decision. It carries what rules need."""

from msgspec import Struct

from kimhub.forum.views import TopicView


class OnTopic(Struct, frozen=True):
    topic: TopicView
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

    @property
    def locked(self) -> bool:
        return self.topic.locked

    @property
    def hidden(self) -> bool:
        return self.topic.hidden

    @property
    def archived(self) -> bool:
        return self.topic.archived

    @property
    def kind(self) -> str:
        return self.topic.kind

    @property
    def organization(self) -> int | None:
        return self.topic.organization

    @property
    def wilayah_code(self) -> str:
        return self.topic.wilayah_code

    @property
    def visibility(self) -> str:
        return self.topic.visibility
