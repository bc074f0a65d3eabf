"""A script is validated whole, every fault named by its place, before anything is played."""

from datetime import date
from pathlib import Path

import pytest

from domain.kernel.roles import PEOPLE, Role
from importing.wrong_rows import WrongRows
from rehearsal.script import ScriptStep, read_script

FIRST, LAST = date(2026, 11, 23), date(2029, 11, 23)
DIRECTOR = "{type: appoint_director, name: 张主任}"


def read(folder: Path, text: str) -> list[ScriptStep]:
    file = folder / "script.yaml"
    file.write_text(text, encoding="utf-8")
    return read_script(file, FIRST, LAST)


def places(folder: Path, text: str) -> list[str]:
    with pytest.raises(WrongRows) as wrong:
        read(folder, text)
    assert all(row.sentence.zh and row.sentence.en for row in wrong.value.rows)
    return [row.place for row in wrong.value.rows]


def test_a_script_is_read_from_yaml_in_the_order_of_its_days(tmp_path: Path) -> None:
    steps = read(
        tmp_path,
        f"- {{on: 2028-03-01, role: applicant, command: {DIRECTOR}}}\n"
        "- {on: 2027-03-01, role: officer, command: {type: commend, kinds: [publicity], reason: 成效突出}}\n",
    )
    assert [(step.on, step.actor.role, step.type) for step in steps] == [
        (date(2027, 3, 1), Role.OFFICER, "commend"),
        (date(2028, 3, 1), Role.APPLICANT, "appoint_director"),
    ]


def test_a_script_is_read_from_json_too(tmp_path: Path) -> None:
    text = (
        '{"steps": [{"on": "2027-03-01", "role": "applicant", "command": {"type": "withdraw", "reason": "改变计划"}}]}'
    )
    assert [step.type for step in read(tmp_path, text)] == ["withdraw"]


def test_whoever_decides_in_a_rehearsal_is_named_as_such(tmp_path: Path) -> None:
    (step,) = read(tmp_path, f"- {{on: 2028-03-01, role: applicant, command: {DIRECTOR}}}")
    assert (step.actor.id, step.actor.anyone) == ("rehearsal-applicant", True)


def test_each_role_of_a_script_is_a_person_of_its_own(tmp_path: Path) -> None:
    line = "- {{on: 2028-03-01, role: {role}, command: {{type: withdraw, reason: 改变计划}}}}\n"
    steps = read(tmp_path, "".join(line.format(role=role.value) for role in PEOPLE))
    assert len({step.actor.id for step in steps}) == len(PEOPLE)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("role: applicant, command: " + DIRECTOR, "steps[0].on"),
        ("on: 2027-13-01, role: applicant, command: " + DIRECTOR, "steps[0].on"),
        ("on: 2026-11-22, role: applicant, command: " + DIRECTOR, "steps[0].on"),
        ("on: 2029-11-24, role: applicant, command: " + DIRECTOR, "steps[0].on"),
        ("on: 2027-03-01, role: king, command: " + DIRECTOR, "steps[0].role"),
        ("on: 2027-03-01, role: system, command: " + DIRECTOR, "steps[0].role"),
        ("on: 2027-03-01, role: applicant", "steps[0].command"),
        ("on: 2027-03-01, role: applicant, command: {}", "steps[0].command"),
        ("on: 2027-03-01, role: applicant, command: {type: dance}", "steps[0].command"),
        ("on: 2027-03-01, role: applicant, command: {name: 张主任}", "steps[0].command"),
        ("on: 2027-03-01, role: applicant, command: {type: appoint_director}", "steps[0].command.name"),
        ("on: 2027-03-01, role: applicant, command: {type: withdraw, reason: x, why: y}", "steps[0].command.why"),
        ("on: 2027-03-01, role: applicant, who: me, command: " + DIRECTOR, "steps[0].who"),
    ],
)
def test_a_wrong_step_is_named_by_its_place(line: str, place: str, tmp_path: Path) -> None:
    assert places(tmp_path, f"- {{{line}}}") == [place]


def test_all_wrong_steps_are_named_at_once(tmp_path: Path) -> None:
    text = "- {on: 2027-03-01, role: king, command: {type: dance}}\n- nothing\n"
    assert places(tmp_path, text) == ["steps[0].role", "steps[1]"]


@pytest.mark.parametrize("text", ["", "steps", "{a: [", "- !!python/name:os.system x", "{steps: {}}"])
def test_what_is_no_script_is_refused(text: str, tmp_path: Path) -> None:
    assert places(tmp_path, text) == ["$"]


def test_a_script_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(WrongRows):
        read_script(tmp_path / "nowhere.yaml", FIRST, LAST)
