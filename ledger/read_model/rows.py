"""The rows of the read model: one for each center, each of its clocks, all that it waits for, each number, and each
name that it bore before.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator

from domain.kernel.base import Model
from ledger.read_model.index_rows import sortable

Text = Annotated[str, AfterValidator(lambda text: text.replace("\x00", ""))]
"""Text without the one sign that PostgreSQL cannot hold."""


SHAPE = 21
"""The shape of a center's rows; a center with rows of an earlier shape is projected again. 1 knew nothing of work, and
2 called ended centers overdue, and established ones whose term would have expired later; 3 had a year's exchanges met
on 31 December, and let a later correction of a record undo an earlier one; 4 didn't say what a center's next step
lacks; 5 looked for names, hosts and ids as they were typed; 6 knew a clock's fact by its deadline alone, whatever day
it was about; 7 knew no lead by its name, and no number of an act; 8 had clocks and work of centers of other
authorities; 9 knew no superior bodies, and what any party may do was work of the lead alone; 10 knew no former names,
11 no officers who are assigned, 12 no readers, 13 of the register's columns few, 14 had what is certainly over on
no day, and last, 15 told the public and former parties that nothing is, 16 knew nothing of calendars, 17 neither
what is in charge and in doubt, nor for whom a center waits, nor how long the bureau's steps took, and 19 told the
public and former parties that no duty is overdue, and had no cells of deadlines and of work, and 20 didn't say of an
overdue duty since when an imported center is followed.
"""


class CenterRow(Model):
    """A center as the register lists it. ``summary`` is the whole list item as JSON text; ``search`` what ``q`` is
    looked for in, a comparing form on each line: names, former ones too, id, organisations with their codes, document
    numbers, persons; ``next_due_on`` a day in Asia/Shanghai; ``shape`` that of all the center's rows. ``name_form`` is
    the comparing form of its Chinese name, ``lead`` the credit code of its lead organisation, and ``lead_form`` the
    comparing form of the lead's name, of the host's where the lead is unknown. ``basis`` is what the rows were made by
    besides the log (``ledger.read_model.bases``); empty, nobody knows.
    """

    center_id: Text
    name_zh: Text
    name_en: Text | None = None
    phase: Text
    field: Text | None = None
    district: Text | None = None
    level: Text | None = None
    version: int
    overdue: bool = False
    next_due_on: date | None = None
    summary: Text
    search: Text
    shape: int = SHAPE
    name_form: Text = ""
    lead: Text | None = None
    lead_form: Text = ""
    basis: Text = ""


class ClockRow(Model):
    """One clock of a center, ``key`` naming it within the center. ``due_on`` is the day in Asia/Shanghai on which lists
    have it: that on which it is due, or of one that is certainly over the last possible one; absent where nobody knows
    it. ``body`` is the whole list item as JSON text.
    """

    center_id: Text
    key: Text
    kind: Text
    clause: Text
    due_on: date | None = None
    status: Literal["open", "undated", "met", "missed", "certainly_over", "not_on_record", "fallen"]
    provisional: bool = False
    body: Text


class CalendarEntryRow(Model):
    """A deadline of a center as calendars have it on the day ``due_on`` (Asia/Shanghai), under a ``key`` that stays
    while its day moves; ``assigned`` as in ``WorkRow``, which calendars don't show. What is on no day any more stays as
    ``WITHDRAWN``. The database counts in ``revision`` how often what calendars show of it has changed, and keeps in
    ``modified_at`` when what changed it last was recorded (UTC, sortable text): a row that is made says neither.
    """

    center_id: Text
    key: Text
    kind: Text
    due_on: date
    status: Text
    provisional: bool = False
    assumed: bool = False
    met_on: date | None = None
    subject: Text = ""
    assigned: Text = ""
    revision: int = 0
    modified_at: Text = ""


WITHDRAWN = "withdrawn"
"""The status of an entry of which there is no deadline any more."""


class WorkRow(Model):
    """One decision that a center waits for, ``key`` naming it within the center. It waits for the ``role``, and there
    for the ``org``, ``district`` or ``person`` (the comparing form of the id) where it names one. ``assigned`` are the
    officers in whose hands it is, by the comparing forms of their ids, each on a line. Days are of
    Asia/Shanghai. ``urgency`` sorts the most urgent first; ``body`` is the whole list item as JSON text.
    """

    center_id: Text
    key: Text
    decision: Text
    clause: Text
    role: Text
    org: Text | None = None
    district: Text | None = None
    person: Text | None = None
    due_on: date | None = None
    opens_on: date | None = None
    overdue: bool = False
    urgency: Text
    body: Text
    assigned: Text = ""


class NumberRow(Model):
    """An act of a center that bears a document ``number``, in its official form. ``event`` is the kind of the act, and
    ``effective_on`` as much of its day as is known.
    """

    center_id: Text
    key: Text
    event: Text
    number: Text
    effective_on: Text | None = None


class FormerNameRow(Model):
    """A name that a center bore before and bears no more, ``key`` being its comparing form; ``until`` is the day from
    which it bore another, as text.
    """

    center_id: Text
    key: Text
    name_zh: Text
    until: Text


class ReaderRow(Model):
    """One who is related to a center: ``key`` is one of ``domain.visibility.relations.reader_keys``. They read the
    view of that name (``ViewRow``); a former party what was on record ``until`` a version, 0 for others.
    """

    center_id: Text
    key: Text
    relation: Text
    view: Text
    until: int = 0


WHOLE_VIEW, CONCERNED_VIEW, PUBLIC_VIEW = "whole", "concerned", "public"
"""The whole is the bureau's own, and no row of ``views``: it is the register's."""


class ViewRow(Model):
    """A center as lists show it to whoever isn't of the bureau, ``key`` naming the view. The columns are those of
    ``CenterRow``, and say no more than the view does: what is looked for and counted is looked for and counted in it.
    ``since`` is the version by which a center came on the public register.
    """

    center_id: Text
    key: Text
    name_zh: Text
    name_en: Text | None = None
    phase: Text
    field: Text | None = None
    district: Text | None = None
    level: Text | None = None
    overdue: bool = False
    summary: Text
    search: Text
    since: int = 0


class CellsRow(Model):
    """What the register's lists filter and sort by of a center in the view ``key``, and say no more than the view does:
    a cell for each column of ``ledger.read_model.columns``, as text whose order is that of the values. ``None`` is what
    isn't known, or isn't told. ``search`` is what ``q`` is looked for in.
    """

    center_id: Text
    key: Text
    name_zh: Text | None = None
    name_en: Text | None = None
    phase: Text | None = None
    level: Text | None = None
    region: Text | None = None
    authority: Text | None = None
    of_the_bureau: Text | None = None
    in_charge: Text | None = None
    field: Text | None = None
    district: Text | None = None
    host: Text | None = None
    uscc: Text | None = None
    joint_parties: Text | None = None
    industry: Text | None = None
    seat: Text | None = None
    approved_on: Text | None = None
    approval_number: Text | None = None
    term_basis: Text | None = None
    term_ends_on: Text | None = None
    term_earliest: Text | None = None
    term_latest: Text | None = None
    established_on: Text | None = None
    establishment_number: Text | None = None
    director: Text | None = None
    overdue: Text | None = None
    overdue_duties: Text | None = None
    overdue_since: Text | None = None
    certainly_over: Text | None = None
    next_deadline: Text | None = None
    next_due_on: Text | None = None
    open_corrections: Text | None = None
    disputed: Text | None = None
    unknown: Text | None = None
    imported: Text | None = None
    in_doubt: Text | None = None
    waits_for: Text | None = None
    version: Text | None = None
    view: Text | None = None
    search: Text = ""


class ProcessingTimeRow(Model):
    """How long a step of the bureau's took for a center, ``key`` naming it within the center: ``days`` from
    ``begun_on`` to ``done_on`` (Asia/Shanghai), in whose ``year`` it counts. ``shown``: those who are concerned know of
    both acts.
    """

    center_id: Text
    key: Text
    step: Text
    year: int
    days: int
    begun_on: date
    done_on: date
    shown: bool


class DeadlineCellsRow(Model):
    """What the list of deadlines filters and sorts by of a clock, ``key`` naming it within the center: a cell for each
    column of ``ledger.read_model.deadline_columns``, as text whose order is that of the values; ``None`` is what isn't
    known. ``listed`` is the day on which lists have it, the last of all days where nobody knows it. ``days_late`` is of
    what was done; ``late_since`` the day of what was missed and isn't there (``date.toordinal``).
    """

    center_id: Text
    key: Text
    name_zh: Text | None = None
    host: Text | None = None
    district: Text | None = None
    duty: Text | None = None
    kind: Text | None = None
    subject: Text | None = None
    clause: Text | None = None
    due: Text | None = None
    met_on: Text | None = None
    status: Text | None = None
    earliest: Text | None = None
    latest: Text | None = None
    assumed: Text | None = None
    provisional: Text | None = None
    phase: Text | None = None
    region: Text | None = None
    authority: Text | None = None
    of_the_bureau: Text | None = None
    name_en: Text | None = None
    listed: Text
    days_late: int | None = None
    late_since: int | None = None


class WorkCellsRow(Model):
    """What the work list filters and sorts by of what waits, ``key`` naming it within the center: a cell for each
    column of ``ledger.read_model.work_columns``, as text whose order is that of the values; ``None`` is what isn't
    known. ``late_since`` is the day by which it is due (``date.toordinal``).
    """

    center_id: Text
    key: Text
    name_zh: Text | None = None
    host: Text | None = None
    district: Text | None = None
    decision: Text | None = None
    subject: Text | None = None
    clause: Text | None = None
    role: Text | None = None
    whom: Text | None = None
    since: Text | None = None
    due: Text | None = None
    overdue: Text | None = None
    latest: Text | None = None
    assumed: Text | None = None
    provisional: Text | None = None
    officers: Text | None = None
    phase: Text | None = None
    region: Text | None = None
    name_en: Text | None = None
    late_since: int | None = None


class ReadRows(Model):
    """All that the read model says of one center; it replaces what was there. ``modified_at`` is the instant (UTC,
    sortable text) at which what has changed in it was recorded.
    """

    center: CenterRow
    clocks: tuple[ClockRow, ...] = ()
    work: tuple[WorkRow, ...] = ()
    numbers: tuple[NumberRow, ...] = ()
    former_names: tuple[FormerNameRow, ...] = ()
    readers: tuple[ReaderRow, ...] = ()
    views: tuple[ViewRow, ...] = ()
    cells: tuple[CellsRow, ...] = ()
    processing_times: tuple[ProcessingTimeRow, ...] = ()
    deadline_cells: tuple[DeadlineCellsRow, ...] = ()
    work_cells: tuple[WorkCellsRow, ...] = ()
    calendar_entries: tuple[CalendarEntryRow, ...] = ()
    modified_at: Text = ""

    def dated(self, at: datetime) -> "ReadRows":
        """The same, recorded at that instant."""
        return self.model_copy(update={"modified_at": sortable(at)})
