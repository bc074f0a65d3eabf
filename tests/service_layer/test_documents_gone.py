"""A paper is removed between the look of whoever decides and the record: it is decided on again."""

import pytest

from domain.kernel.roles import Role
from ledger.documents import Documents, check_documents
from service_layer.recording import DecisionRecorder
from tests.lives import commands
from tests.service_layer.recorders import REGISTRATION, receipt, tell


def test_a_decision_whose_paper_goes_meanwhile_is_recorded_without_saying_that_it_was_held(
    recorder: DecisionRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = recorder.ledger.documents
    kept, _ = papers.keep(b"research", "text/plain", None, "applicant-1")
    named = [{"sha256": kept.sha256, "title": "调研"}]
    tell(recorder, REGISTRATION, Role.OFFICER, "registered")
    look, looks = Documents.held, []

    def held(self: Documents, names: set[str]) -> list[str]:
        found = look(self, names)
        if names == {kept.sha256}:
            looks.append(found)
            self.remove(kept)
        return found

    monkeypatch.setattr(Documents, "held", held)
    tell(recorder, commands()["submit_industry_research"] | {"documents": named}, Role.APPLICANT, "research")
    assert looks == [[kept.sha256], []]
    assert (receipt(recorder, "research").outcome, receipt(recorder, "research").documents_held) == ("recorded", [])
    assert check_documents(papers).missing == ()
