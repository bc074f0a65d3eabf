"""Commands and events that keep the record true."""

from typing import Annotated, Any, Literal

from pydantic import Field

from domain.guideline.vocabulary import Verdict
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, Day, Line, Text
from domain.kernel.records import Event
from domain.values.identifiers import DocumentNumber
from domain.values.organisations import Parties


class Withdrawal(Model):
    """Why the applicant gives up."""

    reason: Text


class Withdraw(Withdrawal, Command):
    """Give up the idea, before approval to construct."""

    type: Literal["withdraw"] = "withdraw"


class CenterWithdrawn(Withdrawal, Event):
    """The applicant has given up."""

    TOPIC = "center_withdrawn:1"
    CLAUSE = "record"
    LABEL = Label("撤回申报", "Center withdrawn")


class Amendment(Parties):
    """All organisations as they stand from now on: renamed, replaced, or with other joint parties."""

    reason: Text


class AmendOrganisations(Amendment, Command):
    """State the organisations anew."""

    type: Literal["amend_organisations"] = "amend_organisations"


class OrganisationsAmended(Amendment, Event):
    """The organisations of the center have changed."""

    TOPIC = "organisations_amended:1"
    CLAUSE = "record"
    LABEL = Label("变更承建单位", "Organisations amended")


class CorrectionContent(Model):
    """What was wrong in an earlier event, and what is right.

    ``position`` is the event's place in the whole ledger. ``corrected`` holds the fields that were wrong with their
    right values; ``corrected_effective_on`` the right day where that was wrong.
    """

    position: Annotated[int, Field(ge=1)]
    what_was_wrong: Text
    corrected: dict[str, Any] = Field(default_factory=dict)
    corrected_effective_on: Day | None = None


class CorrectRecord(CorrectionContent, Command):
    """Propose to correct an earlier event; the approver confirms."""

    type: Literal["correct_record"] = "correct_record"


class CorrectionProposed(CorrectionContent, Event):
    """A correction waits for confirmation; nothing has changed yet."""

    TOPIC = "correction_proposed:1"
    CLAUSE = "record"
    LABEL = Label("提出记录更正", "Correction proposed")
    ABOUT_A_RECORD = True
    PART = "correction_id"

    correction_id: str
    corrected_version: int


class ConfirmCorrection(Command):
    """Confirm or turn down a proposed correction."""

    type: Literal["confirm_correction"] = "confirm_correction"
    correction_id: str
    verdict: Verdict
    reason: Text | None = None


class RecordCorrected(CorrectionContent, Event):
    """An earlier event is to be read corrected from this recording on. The event itself stays as it was written."""

    TOPIC = "record_corrected:1"
    CLAUSE = "record"
    LABEL = Label("更正记录", "Record corrected")
    AMENDS = True
    ABOUT_A_RECORD = True
    SAYS = {"verdict": Verdict.PASS}

    correction_id: str
    corrected_version: int


class CorrectionTurnedDown(Event):
    """A proposed correction was not confirmed."""

    TOPIC = "correction_turned_down:1"
    CLAUSE = "record"
    LABEL = Label("不予更正", "Correction turned down")
    ABOUT_A_RECORD = True
    SAYS = {"verdict": Verdict.FAIL}

    correction_id: str
    reason: Text | None = None


class CorrectionWithdrawal(Model):
    """Which proposed correction its proposer takes back, and why."""

    correction_id: str
    reason: Text | None = None


class TakeBackCorrection(CorrectionWithdrawal, Command):
    """Take back a correction that one has proposed, before it is confirmed or turned down."""

    type: Literal["take_back_correction"] = "take_back_correction"


class CorrectionTakenBack(CorrectionWithdrawal, Event):
    """A proposed correction waits no more: its proposer has taken it back."""

    TOPIC = "correction_taken_back:1"
    CLAUSE = "record"
    LABEL = Label("收回更正", "Correction taken back")
    ABOUT_A_RECORD = True


class RecordSupplement(Model):
    """Facts, from the papers, that the import of a center left unknown or disputed."""

    approved_on: Day | None = None
    approval_number: DocumentNumber | None = None
    term_ends_on: Day | None = None
    established_on: Day | None = None
    establishment_number: DocumentNumber | None = None
    parties: Parties | None = None
    name_en: Line | None = None
    field_in_words: Line | None = None
    source: Text


class CompleteRecord(RecordSupplement, Command):
    """Enter what an import could not know, from the papers."""

    type: Literal["complete_record"] = "complete_record"


class RecordCompleted(RecordSupplement, Event):
    """What was unknown or disputed is settled from the papers."""

    TOPIC = "record_completed:1"
    CLAUSE = "record"
    LABEL = Label("补全历史资料", "Record completed")
