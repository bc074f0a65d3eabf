"""The README shows what its commands print."""

import pytest

from tests.readme import README, differences, run

pytestmark = [pytest.mark.real_time, pytest.mark.slow]


def test_the_readme_is_as_it_runs() -> None:
    text = README.read_text(encoding="utf-8")
    assert differences(text, run(text)) == [], "run: make readme"
