"""Folders made by earlier releases: what their reports lack is added by ``add_reports``, and by nothing else."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.console.center.timeline.timeline import line_of
from api.console.frame.pages import render_panel
from api.resources.center_view import center_view
from clock import utc_now
from domain.center import Center
from domain.guideline.policy import Policy
from domain.imported.facts import AddReports
from domain.imported.unknowns import disputed, unknown
from domain.kernel.roles import Role
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Ledger
from service_layer.deciding import context_of, decided
from service_layer.entries import RequestedDecision
from service_layer.queries import center_now
from service_layer.stream_types import stream_type_of
from tests.lives import ACTORS, confirming
from tests.releases.folders import opened, releases, taken_up
from tests.writing import NO_DIGEST

BEIDOU = "sh-beidou"
UNVEILED = {
    "kind": "unveiled",
    "date": "2024-05-13",
    "certainty": "reported",
    "source": "新闻报道",
    "source_en": "News",
}
NOT_AFTER = {"kind": "construction_approved", "date": None, "not_after": "2024-05-13", "certainty": "reported"}


@pytest.fixture(params=releases(), ids=lambda folder: folder.name)
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with opened(taken_up(request.param, tmp_path_factory.mktemp("folder")).ledger) as found:
        yield found


def beidou(ledger: Ledger) -> Center:
    center = center_now(ledger, BEIDOU)
    assert center is not None
    return center


def test_nothing_in_them_changes_until_somebody_adds_reports(ledger: Ledger) -> None:
    center = beidou(ledger)
    assert [str(fact.date) for fact in center.facts] == ["2024-05-13"]
    assert center.approved_on == date(2024, 5, 13)
    assert all(fact.source_en is None for fact in center.facts)


def test_an_officer_adds_what_the_reports_were_missing(ledger: Ledger) -> None:
    officer, now = ACTORS[Role.OFFICER], utc_now()
    facts = [UNVEILED, NOT_AFTER | {"source": "新闻报道"}]
    details = {"joint_with": ["某所"], "seat": "上海市杨浦区", "district": "yangpu", "source": "区报"}
    body = confirming({"type": "add_reports", "facts": facts, "details": details})
    command = AddReports.model_validate(body)
    requested = RequestedDecision(BEIDOU, "add", command.type, officer, NO_DIGEST, now)
    known = ledger.current(BEIDOU, stream_type_of(BEIDOU).fold)
    entry = decided(ledger, requested, command, known, context_of(ledger, Policy(), BEIDOU, officer, now))
    assert entry.receipt.refusal is None
    ledger.append_all([entry])
    center = beidou(ledger)
    assert [fact.kind.value for fact in center.facts] == ["construction_approved", "unveiled", "construction_approved"]
    assert (center.joint_with, center.seat) == (("某所",), "上海市杨浦区")
    assert disputed(center) == ()
    assert "approval_number" in unknown(center)


def test_notes_in_english_are_told_to_be_in_english(ledger: Ledger) -> None:
    page = center_view(beidou(ledger), Policy(), WorkingCalendar())
    for template, panel, given in (
        ("center/particulars/reports.html", "reports", {"center": page}),
        ("center/timeline/timeline.html", "item", {"line": line_of(ledger.history(BEIDOU)[1])}),
    ):
        drawn = render_panel(template, panel, "zh", None, given)
        assert '<span lang="en">plaque unveiled, under construction</span>' in drawn
        assert '<span lang="en">news report, copy of unknown origin</span>' in drawn
