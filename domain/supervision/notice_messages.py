"""Commands and events that come before a revocation (5.1, 5.3): the notice of it, and what the party says."""

from typing import Literal

from domain.guideline.vocabulary import StatementKind
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, Line, Text
from domain.kernel.records import Event
from domain.supervision.messages import clause_of_ground
from domain.values.identifiers import DocumentNumber


class NoticeContent(Model):
    """On which ground the bureau intends to revoke, and why. ``ground`` is the evaluation, or the id of a rejected
    order; ``hearing`` says how a hearing is asked for.
    """

    ground: str
    reason: Text
    document_number: DocumentNumber | None = None
    hearing: Text | None = None


class GiveNoticeOfRevocation(NoticeContent, Command):
    """Tell the center that the bureau intends to revoke it (拟撤销告知), so that it can be heard before."""

    type: Literal["give_notice_of_revocation"] = "give_notice_of_revocation"


class RevocationNoticed(NoticeContent, Event):
    """The bureau has given notice of an intended revocation. Its time runs from its service."""

    TOPIC = "revocation_noticed:1"
    CLAUSE = "5.3"
    LABEL = Label("拟撤销告知", "Notice of revocation")
    PART = "notice_id"

    notice_id: str

    @property
    def clause(self) -> str:
        """5.1 upon the evaluation, 5.3 upon a rectification that failed."""
        return clause_of_ground(self.ground)


class StatementContent(Model):
    """What the party says about an intended revocation, or that it asks for a hearing, or that one was held."""

    kind: StatementKind
    text: Text
    made_by: Line


class RecordStatement(StatementContent, Command):
    """Record what the party says about the notice, or the hearing."""

    type: Literal["record_statement"] = "record_statement"


class StatementRecorded(StatementContent, Event):
    """The party was heard, or has asked to be."""

    TOPIC = "statement_recorded:1"
    CLAUSE = "5.3"
    LABEL = Label("陈述、申辩和听证", "Statement or hearing")
    PART = "notice_id"

    notice_id: str
