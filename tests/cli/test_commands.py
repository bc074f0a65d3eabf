"""The command line: done is 0, no is 1, wrong use is 2 with one clear line in both languages and no traceback."""

import json
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest

import cli
from embedded.folder import DataFolder
from tests.importing.conftest import SEED

USCC = "123100004250000064"


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of whoever runs the tests counts, and no Temporal of theirs is met."""
    with monkeypatch.context() as context:
        context.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
        yield


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A folder with a ledger and a key."""
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.make_signing_key()
    assert cli.run(["migrate", "--data", str(folder.path)]) == 0
    return str(folder.path)


def test_without_a_command_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 0
    output = capsys.readouterr().out
    assert all(
        command in output for command in ("up", "serve", "migrate", "rebuild", "import", "token", "rehearse", "tables")
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["up", "--port", "high"],
        ["up", "--port", "0"],
        ["token"],
        ["token", "king"],
        ["token", "system"],
        ["token", "officer", "--ttl", "0"],
        ["token", "applicant", "--org", "123"],
        ["token", "district", "--district", "atlantis"],
        ["token", "officer"],
        ["serve"],
        ["import"],
        ["import", "seeds/real-centers.json"],
        ["rehearse", "--years", "0"],
        ["rehearse", "nobody"],
        ["rehearse", "--script", "nowhere.yaml"],
        ["rebuild"],
        ["reconcile"],
        ["recover"],
        ["recover", "--send-again", "nowhere.jsonl"],
        ["backup"],
        ["backup", "tests"],
        ["restore"],
        ["restore", "nowhere"],
        ["calendar"],
        ["sessions"],
        ["reads"],
        ["reads", "export", "nowhere.txt"],
        ["reads", "export", "nowhere.csv", "--since", "yesterday"],
        ["sessions", "end"],
        ["sessions", "end", "somebody", "--all"],
        ["calendar", "enter", "nowhere.yaml"],
        ["tables", "--write", "nowhere.md"],
        ["up", "--data", "/dev/null/data"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_in_both_languages(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_DATA", str(tmp_path / "nothing"))
    assert cli.run(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    (line,) = output.err.splitlines()
    assert " / " in line


def test_a_setting_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HENGXU_PORT", "high")
    assert cli.run(["migrate"]) == 2
    assert "HENGXU_PORT" in capsys.readouterr().err


def test_production_starts_no_embedded_installation(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_OIDC_ISSUER", "https://identity.example")
    assert cli.run(["up", "--data", data]) == 2
    assert cli.run(["token", "officer", "--data", data]) == 2
    assert "OIDC" in capsys.readouterr().err


def test_a_token_stands_alone_on_standard_output_and_says_for_whom(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "token",
        "applicant",
        "--org",
        USCC,
        "--subject",
        "zhang",
        "--name",
        "张三",
        "--ttl",
        "60",
        "--data",
        data,
    ]
    assert cli.run(command) == 0
    (token,) = capsys.readouterr().out.splitlines()
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["sub"], claims["name"], claims["role"], claims["org"]) == ("zhang", "张三", "applicant", USCC)
    assert claims["anyone"] is False
    assert claims["exp"] - claims["iat"] == 60


def test_migrating_twice_changes_nothing(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["migrate", "--data", data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"steps": [], "office": []}


def test_an_import_says_what_came_of_each_center(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["import", str(SEED), "--data", data, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {center["outcome"] for center in answer["centers"]} == {"new"}
    assert answer["workflows_started"] is None
    lighting = answer["centers"][0]
    assert (lighting["phase"], lighting["disputed"]) == ("operation", ["established_on"])


def test_an_import_without_temporal_says_what_will_start_the_workflows(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["import", str(SEED), "--data", data]) == 0
    assert "the next hengxu up or hengxu recover" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["import", str(SEED), "--data", data, "--dry-run"]) == 0
    assert "wrote nothing" in capsys.readouterr().out
    assert cli.run(["rebuild", "--data", data]) == 0
    assert "0 centers" in capsys.readouterr().out


def test_a_difference_is_no_and_names_what_differs(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(
        SEED.read_text(encoding="utf-8").replace('"field": "aerospace"', '"field": "other"', 1), encoding="utf-8"
    )
    assert cli.run(["import", str(SEED), "--data", data]) == 0
    assert cli.run(["import", str(other), "--data", data]) == 1
    assert "sh-space-energy.field" in capsys.readouterr().out


@pytest.mark.parametrize("as_json", [True, False])
def test_a_wrong_file_is_refused_with_all_its_faults(
    as_json: bool, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    wrong = tmp_path / "wrong.json"
    wrong.write_text(SEED.read_text(encoding="utf-8").replace('"2022-05"', '"2022-13"'), encoding="utf-8")
    assert cli.run(["import", str(wrong), "--data", data, *(["--json"] if as_json else [])]) == 2
    output = capsys.readouterr()
    named = [error["place"] for error in json.loads(output.out)["errors"]] if as_json else output.err
    for place in ("centers[1].facts[0].date", "centers[2].facts[0].date", "centers[8].facts[0].date"):
        assert place in named


def test_the_register_is_rebuilt_from_the_log(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["import", str(SEED), "--data", data]) == 0
    capsys.readouterr()
    assert cli.run(["rebuild", "--data", data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"centers": 12}


@pytest.mark.real_time
def test_a_rehearsal_is_a_table_for_a_person_and_json_for_a_program(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["import", str(SEED), "--data", data]) == 0
    capsys.readouterr()
    assert cli.run(["rehearse", "sh-beidou", "--years", "1", "--data", data]) == 0
    table = capsys.readouterr().out
    assert "上海市高精度北斗导航产业计量测试中心" in table
    missed = table.count("逾期未完成 / Deadline missed")
    assert missed
    assert cli.run(["rehearse", "sh-beidou", "--years", "1", "--data", data, "--json"]) == 0
    (future,) = json.loads(capsys.readouterr().out)["centers"]
    assert future["counts"]["DeadlineMissed"] == missed


def test_the_future_of_a_center_of_another_authority_is_not_rehearsed(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["import", str(SEED), "--data", data]) == 0
    capsys.readouterr()
    assert cli.run(["rehearse", "fj-photovoltaics-national", "--data", data]) == 2
    line = capsys.readouterr().err
    assert "由国家市场监督管理总局主管" in line
    assert "the State Administration for Market Regulation" in line


def test_a_wrong_script_is_refused_with_all_its_faults(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["import", str(SEED), "--data", data]) == 0
    capsys.readouterr()
    script = tmp_path / "script.yaml"
    script.write_text("- {on: 1999-01-01, role: king}\n", encoding="utf-8")
    assert cli.run(["rehearse", "sh-beidou", "--script", str(script), "--data", data]) == 2
    output = capsys.readouterr().err
    assert "steps[0].role" in output
    assert "steps[0].command" in output


def test_a_sample_of_a_notice_is_written_once_and_refused_as_it_is(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("sample.json", "sample.xlsx"):
        file = str(tmp_path / name)
        assert cli.run(["calendar", "enter", "--template", file]) == 0
        assert cli.run(["calendar", "enter", "--template", file]) == 2
        assert cli.run(["calendar", "enter", file, "--data", data]) == 2
    assert "{" not in capsys.readouterr().err
    assert cli.run(["calendar", "enter", "--template", str(tmp_path / "sample.docx")]) == 2


def test_each_fault_of_a_notice_is_told_with_its_place_to_people_and_programs(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notice.yaml"
    file.write_text(
        "year: 2031\nnumber: 国办发明电〔2030〕9号\nissued_on: 2030-11-04\nholidays: [2031-01-01, 2030-10-01]\n"
        "working_weekends: [2031-01-06]\n",
        encoding="utf-8",
    )
    assert cli.run(["calendar", "enter", str(file), "--data", data]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["holidays[1]", "working_weekends[0]"]
    assert cli.run(["calendar", "enter", str(file), "--data", data, "--json"]) == 2
    answered = json.loads(capsys.readouterr().out)
    assert [error["place"] for error in answered["errors"]] == ["holidays[1]", "working_weekends[0]"]
    assert answered["errors"][0]["en"] == "2030-10-01 is no day of the notice for 2031"
