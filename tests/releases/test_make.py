"""The next release can leave its folder: the stories are told by today's program, and leave out no event."""

from pathlib import Path

import pytest

from ledger.proof.keys import KeyFile
from settings import Settings
from tests.histories.record import version
from tests.releases.folders import opened, releases
from tests.releases.make import NotMade, check_every_event_is_told, main, write
from tests.releases.reading import reading

OF_ANOTHER = "0.0.9"


def test_todays_program_tells_every_story_and_every_kind_of_event(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    notes = write(settings.ledger, KeyFile(settings.checkpoint_key_path))
    assert len(notes) == 2
    with opened(settings.ledger) as ledger:
        check_every_event_is_told(ledger)
        assert reading(ledger)["centers"]


def test_a_release_leaves_its_own_folder_once_and_no_others() -> None:
    with pytest.raises(NotMade, match="by its own"):
        main(OF_ANOTHER)
    if version() in {folder.name for folder in releases()}:
        with pytest.raises(NotMade, match="frozen"):
            main(version())
