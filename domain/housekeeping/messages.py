"""Commands and events that keep the record true."""

from typing import Annotated, Any, Literal

from pydantic import Field

from domain.guideline.vocabulary import UndoingEffect, UndoingKind, Verdict
from domain.kernel.base import Label, Model, is_empty
from domain.kernel.messages import Command, Day, Line, Text
from domain.kernel.records import Event
from domain.kernel.stated import ONE_LINE
from domain.values.identifiers import CreditCodeInWords, DocumentNumber
from domain.values.organisations import Organisation, Parties, PartyEvidence


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
    """All organisations as they stand from now on: renamed, replaced, or with other joint parties. ``evidence`` is that
    of joint parties that were none when the center applied (3.4.1).
    """

    reason: Text
    evidence: Annotated[tuple[PartyEvidence, ...], Field(max_length=500, exclude_if=is_empty)] = ()


class AmendOrganisations(Amendment, Command):
    """State the organisations anew."""

    type: Literal["amend_organisations"] = "amend_organisations"


class OrganisationsAmended(Amendment, Event):
    """The organisations of the center have changed."""

    TOPIC = "organisations_amended:1"
    CLAUSE = "record"
    LABEL = Label("变更承建单位", "Organisations amended")


class Merger(Model):
    """Which party was merged into, or succeeded by, another organisation: by its unified social credit code."""

    predecessor: CreditCodeInWords
    successor: Organisation
    reason: Text


class RecordMerger(Merger, Command):
    """Record that another organisation has a party's place, with all of its tasks, since a merger."""

    type: Literal["record_merger"] = "record_merger"


class MergerRecorded(Merger, Event):
    """A successor has the place of a party; ``predecessor_name`` is what that was called."""

    TOPIC = "merger_recorded:1"
    CLAUSE = "record"
    LABEL = Label("承建单位合并", "Merger recorded")

    predecessor_name: Line


PersonId = Annotated[str, Field(min_length=1, max_length=100), *ONE_LINE]


class Officer(Model):
    """A case officer of the bureau; ``id`` is the one the officer signs in with."""

    id: PersonId
    name: Line


class Assignment(Model):
    """Who leads a center's case (主办), who assists (协办), and why it is handed to them."""

    lead: Officer
    assisting: Annotated[tuple[Officer, ...], Field(max_length=20)] = ()
    reason: Text

    def officers(self) -> tuple[Officer, ...]:
        """The one who leads first."""
        return (self.lead, *self.assisting)


class AssignOfficer(Assignment, Command):
    """Assign the officers of a center; another assignment replaces the first."""

    type: Literal["assign_officer"] = "assign_officer"


class OfficerAssigned(Assignment, Event):
    """The center's case is in these hands."""

    TOPIC = "officer_assigned:1"
    CLAUSE = "house"
    LABEL = Label("指定经办人", "Officers assigned")


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


class UndoingContent(Model):
    """Which act is undone, by which kind of act, and why.

    ``position`` is the act's place in the whole ledger. ``document_number`` is that of the bureau's own decision;
    ``deciding_body`` and ``deciding_number`` name another's, in whatever form it numbers its papers
    (（2026）沪01行初12号); ``served_on`` is the day on which that reached the bureau (送达). ``withdrawn_from`` is the
    first day on which a withdrawn act counts no more. ``domain.housekeeping.undoing`` says which of these a kind has.
    """

    position: Annotated[int, Field(ge=1)]
    kind: UndoingKind
    reason: Text
    effect: UndoingEffect | None = None
    document_number: DocumentNumber | None = None
    deciding_body: Line | None = None
    deciding_number: Line | None = None
    served_on: Day | None = None
    withdrawn_from: Day | None = None


class Undo(UndoingContent, Command):
    """Propose that an act counts no more; the approver confirms. ``effect`` is said where the kind leaves a choice."""

    type: Literal["undo"] = "undo"


class UndoingOfAnAct(UndoingContent):
    """An undoing with what it has of all kinds: its ``effect``, and the versions of all records of the act."""

    effect: UndoingEffect
    undoing_id: str
    undone: tuple[int, ...]


class UndoingConfirmed(UndoingOfAnAct, Event):
    """An undoing with what the approver said of it; ``left_out`` are the versions of what counts no more by it."""

    ABOUT_A_RECORD = True
    SAYS = {"verdict": Verdict.PASS}

    confirmed_because: Text | None = None

    @property
    def left_out(self) -> tuple[int, ...]:
        """Nothing, of an act that stands."""
        return ()

    @property
    def number(self) -> str | None:
        """The number of the paper, the bureau's or another's, where there is one."""
        return self.deciding_number or (str(self.document_number) if self.document_number else None)

    def asked(self, version: int) -> dict[str, Any]:
        """The approver's own reason, not that of the proposal."""
        return super().asked(version) | {"reason": self.confirmed_because}


class UndoingProposed(UndoingOfAnAct, Event):
    """An undoing waits for confirmation; nothing has changed yet. ``leaning`` are the versions of what leans on it."""

    TOPIC = "undoing_proposed:1"
    CLAUSE = "record"
    LABEL = Label("提出使记录失效", "Undoing proposed")
    ABOUT_A_RECORD = True
    PART = "undoing_id"

    leaning: tuple[int, ...] = ()


class ConfirmUndo(Command):
    """Confirm or turn down a proposed undoing. ``stands`` are the versions of what leans on it and stands."""

    type: Literal["confirm_undo"] = "confirm_undo"
    undoing_id: str
    verdict: Verdict
    reason: Text | None = None
    stands: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=500)] = ()


class ActUndone(UndoingConfirmed):
    """An act counts no more from this recording on, nor do the records in ``falls``, which leaned on it; those in
    ``stands`` count without it. By version. What was written stays as it was. ``resumes``: a center that had ended
    goes on.
    """

    TOPIC = "act_undone:1"
    CLAUSE = "record"
    LABEL = Label("记录失效", "Act undone")
    AMENDS = True

    falls: tuple[int, ...] = ()
    stands: tuple[int, ...] = ()
    resumes: bool = False

    @property
    def left_out(self) -> tuple[int, ...]:
        """The act, and what falls with it."""
        return (*self.undone, *self.falls)


class ActFoundUnlawful(UndoingConfirmed):
    """A higher authority or a court found an act unlawful and let it stand."""

    TOPIC = "act_found_unlawful:1"
    CLAUSE = "record"
    LABEL = Label("确认违法，保留效力", "Act found unlawful")


class UndoingTurnedDown(Event):
    """A proposed undoing was not confirmed."""

    TOPIC = "undoing_turned_down:1"
    CLAUSE = "record"
    LABEL = Label("不予确认失效", "Undoing turned down")
    ABOUT_A_RECORD = True
    SAYS = {"verdict": Verdict.FAIL}

    undoing_id: str
    reason: Text | None = None


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
