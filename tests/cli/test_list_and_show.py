"""The register and a center on the screen: asked as API and console are, and told whole in one screen."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

import cli
from ledger.read_model.columns import REGISTER
from terminal.language import want
from tests.cli.folders import seeded
from tests.importing.test_seed import PHASES

CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    return seeded(tmp_path_factory.mktemp("home") / "data")


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
    yield
    want(None)


def answered(capsys: pytest.CaptureFixture[str], *line: str) -> dict[str, Any]:
    assert cli.run([*line, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_the_register_lists_every_center_as_the_api_does(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "list", "--data", data)
    assert {item["center_id"]: item["phase"] for item in found["items"]} == PHASES
    assert (found["total"], found["next_cursor"], found["being_remade"]) == (len(PHASES), None, False)


def test_every_parameter_of_the_register_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["list", "--help"]) == 0
    page = capsys.readouterr().out
    names = [f"--{parameter.name.replace('_', '-')}" for parameter in REGISTER.parameters]
    assert [name for name in names if not re.search(rf"{name}\b", page)] == []


@pytest.mark.parametrize("phase", ["operation", "成立运行", "Operation"])
def test_a_word_is_asked_for_by_its_code_or_its_label(
    phase: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answered(capsys, "list", "--phase", phase, "--data", data)
    assert {item["center_id"] for item in found["items"]} == {
        center for center, known in PHASES.items() if known == "operation"
    }


def test_it_is_narrowed_sorted_cut_and_asked_about_then(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    own = answered(capsys, "list", "--of-the-bureau", "--sort", "-name-zh", "--limit", "2", "--data", data)
    names = [item["name_zh"] for item in own["items"]]
    assert names == sorted(names, reverse=True)
    assert len(names) == 2 < own["total"]
    assert answered(capsys, "list", "--no-imported", "--data", data)["items"] == []
    assert answered(capsys, "list", "--as-of", "1999-01-01", "--data", data)["items"] == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (["--phase", "oper"], "--phase: There is no “oper”; the nearest is “operation”"),
        (["--approved-on-from", "yesterday"], "--approved-on-from: "),
        (["--sort", "nam_zh"], "the nearest is “name_zh”"),
        (["--columns", "phases"], "there is no column phases: choose phase"),
        (["--known-at", "2026-01-01T00:00:00"], "--known-at: "),
    ],
)
def test_what_is_no_value_is_refused_with_the_nearest(
    line: list[str], answer: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["list", *line, "--data", data, "--lang", "en"]) == 2
    assert answer in capsys.readouterr().err


def test_columns_are_chosen_and_those_that_are_empty_are_left_out_where_none_is(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["list", "--columns", "center_id,unknown", "--data", data, "--lang", "zh"]) == 0
    assert "批准筹建文号" in capsys.readouterr().out
    assert cli.run(["list", "--data", data, "--lang", "zh"]) == 0
    heading = capsys.readouterr().out.splitlines()[1]
    assert "中心名称" in heading
    assert "逾期事项" not in heading


def test_a_center_is_one_screen_of_text_in_one_language(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("zh", "en"):
        assert cli.run(["show", "sh-space-energy", "--data", data, "--lang", language]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) <= 24
        assert "sh-space-energy" in lines[0]
        if language == "en":
            assert [line for line in lines[3:] if CHINESE.search(line)] == []


def test_what_it_says_is_what_is_known(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["show", "空间能源", "--data", data, "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert "by 3.5.1 between 2025-05-17 and 2026-05-17" in page
    assert "Unknown" in page or "unknown" in page
    assert "Fact imported" in page
    found = answered(capsys, "show", "空间能源", "--data", data)
    assert (found["center_id"], found["phase"]) == ("sh-space-energy", "construction")
    assert {item["type"] for item in found["awaited"]} >= {"submit_annual_report"}
    assert [event["type"] for event in found["latest_events"]] == ["CenterImported", "FactImported", "FactImported"]


def test_a_center_of_another_authority_says_whose_it_is(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["show", "fj-photovoltaics-national", "--data", data, "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    assert "由国家市场监督管理总局主管" in shown
    assert "无待办" not in shown, "what another authority waits for is not known"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_says_so_too_of_these_centers_alone(
    language: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    others = {item["center_id"] for item in answered(capsys, "list", "--no-of-the-bureau", "--data", data)["items"]}
    assert cli.run(["list", "--data", data, "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    whose = "市场监督管理" if language == "zh" else "arket "
    assert {center for center in PHASES if any(center in line and whose in line for line in lines)} == others
    assert 0 < len(others) < len(PHASES)
    assert cli.run(["list", "--of-the-bureau", "--data", data, "--lang", language]) == 0
    assert whose not in capsys.readouterr().out
    assert cli.run(["list", "--columns", "center_id,authority", "--data", data, "--lang", language]) == 0
    everybodys = capsys.readouterr().out.splitlines()
    assert [line for line in everybodys if "sh-beidou" in line and whose in line]
    assert language == "zh" or not any(
        CHINESE.search(line.replace("广东", "").replace("湖南", "")) for line in everybodys
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("上海", "may be several centers, name the id: sh-beidou"),
        ("sh-spce-energy", "is sh-space-energy meant?"),
        ("calendar", "has no center calendar"),
        ("", "has no center "),
    ],
)
def test_what_names_no_center_or_several_is_refused(
    text: str, answer: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["show", text, "--data", data, "--lang", "en"]) == 2
    assert answer in capsys.readouterr().err
