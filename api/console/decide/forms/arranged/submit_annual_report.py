"""报送年度筹建情况: by the four main tasks, each beside what the year before said of it (2.1–2.4, 5.2)."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from api.console.decide.forms.answers import Answer, as_text
from api.console.decide.forms.arranged import dossier
from api.console.decide.forms.arranged.arrangement import DOCUMENTS, Arrangement, FormPart, Scene, settled
from api.console.decide.forms.groups import Group, Rows
from api.console.decide.forms.questions import FEW, AnyQuestion, Choice, Option, Options
from api.console.frame.numbers import number_in
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.kernel.base import Label
from domain.kernel.records import Record
from domain.management.messages import ExchangeHeld
from domain.supervision.messages import AnnualReportSubmitted
from domain.supervision.rules import is_report_due
from domain.values.partial_days import earliest, in_words

TASKS = {"needs": "2.1", "research": "2.2", "services": "2.3", "alliance": "2.4"}
"""The sections of a report, and the main task that each is about."""


class Said(NamedTuple):
    """What an earlier report said in one section: its summary, and each of its items in a line."""

    summary: str
    items: list[Label]


def _asked(scene: Scene) -> Group:
    """The year is chosen from those that are still to be reported, each with its due day; settled, where it is one."""
    question, years = scene.form.of("year"), _open_years(scene)
    if not 0 < len(years) <= FEW:
        return scene.form
    options = tuple(_year(year, scene) for year in years)
    chosen = Choice(name=question.name, label=question.label, groups=(Options(None, options),))
    answer = scene.answers["year"] or options[0].code
    return scene.form.with_(settled(chosen, answer))


def _open_years(scene: Scene) -> list[int]:
    """Since the approval, without those that are reported; none where nobody knows when that was."""
    center = scene.center
    if center.approved_on is None:
        return []
    years = range(earliest(center.approved_on).year, scene.effective_on.year + 1)
    return [year for year in years if year not in center.reports]


def _year(year: int, scene: Scene) -> Option:
    due_on = scene.policy.annual_report_due(year)
    if not _is_owed(scene, year):
        return Option(str(year), Label(f"{year}年度", str(year)))
    words = in_words(due_on)
    late = Label("，已逾期", ", overdue") if due_on < scene.today else Label("", "")
    return Option(str(year), Label(f"{year}年度（{words.zh}前报送{late.zh}）", f"{year} (due by {words.en}{late.en})"))


def _is_owed(scene: Scene, year: int) -> bool:
    """Whether the report of that year has a due day (5.2)."""
    is_going_on = scene.center.phase is not Phase.OPERATION or scene.policy.annual_report_in_operation
    return is_going_on and is_report_due(scene.center, scene.policy.annual_report_due(year))


def _context(scene: Scene) -> Mapping[str, object]:
    center, year = scene.center, _answered_year(scene)
    before = _report_before(scene, year)
    return {
        "rules": {name: CLAUSES[clause].rule for name, clause in TASKS.items()},
        "reported": sorted(center.reports.items(), reverse=True),
        "year": year,
        "year_before": before.event.year if before else None,
        "said_before": _said_before(scene.form, before) if before else {},
        "exchanges": _exchanges(scene, year),
        "needed": scene.policy.exchanges_per_year,
        "members": len(center.alliance),
    }


def _answered_year(scene: Scene) -> int:
    answered = number_in(as_text(scene.answers["year"]))
    return scene.today.year if answered is None else answered


def _report_before(scene: Scene, year: int) -> Record[AnnualReportSubmitted] | None:
    """The last report of an earlier year."""
    reports = dossier.all_of(scene.background.records, AnnualReportSubmitted)
    earlier = [record for record in reports if record.event.year < year]
    return max(earlier, key=lambda record: record.event.year, default=None)


def _said_before(form: Group, report: Record[AnnualReportSubmitted]) -> Mapping[str, Said]:
    """What the report said, by section."""
    answers = form.answer(report.event.model_dump(mode="json"))
    return {name: _said(form.of(name), answers[name]) for name in (*TASKS, "cases")}


def _said(section: AnyQuestion, answer: Answer) -> Said:
    if isinstance(section, Group):
        lines = [_in_lines(question, inner) for question, inner in section.answered(answer)]
        return Said(as_text(section.narrowed(answer)["summary"]), [*chain.from_iterable(lines)])
    return Said("", _in_lines(section, answer))


def _in_lines(question: AnyQuestion, answer: Answer) -> list[Label]:
    """Each row of a list in a line; nothing of any other question."""
    return [question.each.text(row) for row in question.narrowed(answer)] if isinstance(question, Rows) else []


def _exchanges(scene: Scene, year: int) -> list[Record[ExchangeHeld]]:
    """The exchanges of that year on record."""
    held = dossier.all_of(scene.background.records, ExchangeHeld)
    return [record for record in held if earliest(record.effective_on).year == year]


def _parts() -> Iterator[FormPart]:
    yield FormPart("year", Label("报送年度", "Year"), ("year", "effective_on"), "5.2")
    for name, clause in TASKS.items():
        yield FormPart(name, CLAUSES[clause].title, (name,), clause)
    yield FormPart("cases", Label("典型案例", "Typical cases"), ("cases",), "5.2")
    yield DOCUMENTS


ARRANGEMENT = Arrangement(parts=tuple(_parts()), asked=_asked, context=_context)
