"""The form that changes a topic's label."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Redirect
from kimhub.forum import labelling, policy, reading
from kimhub.forum.views import TopicView


@post("/t/{ref:str}/jenis", name="forum:label", **allow(policy.can_label, topic=reading.get_topic))
async def set_label(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Redirect:
    try:
        await labelling.set_label(topic, actor, form.get("label", ""))
    except Invalid as no:  # the page offers only what is allowed: rights have changed meanwhile
        raise Refused(no.errors["label"]) from no
    return Redirect(topic.path, _("Jenis topik tersimpan."))


@get(
    "/t/{ref:str}/jenis", name="forum:to_labelled", **allow(policy.can_read_topic, topic=reading.get_topic)
)
async def to_topic(topic: NamedDependency[TopicView]) -> Redirect:
    return Redirect(topic.path)


LABELS = [set_label, to_topic]
