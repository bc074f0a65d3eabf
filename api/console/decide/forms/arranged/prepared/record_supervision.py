"""记录日常监督: a visit is one page, on which the six topics of supervision stand ready (5.3)."""

from api.console.decide.forms.answers import Sent
from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, Background, FormPart
from api.console.decide.forms.groups import Group
from api.console.decide.forms.prepared import Rest, with_prepared
from api.console.decide.forms.questions import Option
from domain.guideline.vocabulary import SupervisionTopic
from domain.kernel.base import Label

NOTHING_FOUND = "未发现问题。"
"""What the record says of a topic about which nothing else is said."""
REST = Rest(
    Label(
        "其余各项均已查看，未发现问题",
        "All other topics were looked at, and no problem was found",
    ),
    decides="problem",
    says={"problem": "false", "finding": NOTHING_FOUND},
)


def _by_answers(form: Group, _background: Background, _sent: Sent) -> Group:
    topics = [Option(topic.value, topic.label) for topic in SupervisionTopic]
    return form.with_(with_prepared(form.of("findings"), "topic", topics, REST))


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("findings", Label("监督情况", "Findings"), ("findings",), "5.3"),
        FormPart(
            "matter", Label("未告知的重大事项", "A major matter that was never notified"), ("unreported_matter",), "5.2"
        ),
        DATE_AND_DOCUMENTS,
    ),
    by_answers=_by_answers,
)
