"""A shell completes commands, options and words: the library's own scripts, asked as shells ask them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

import cli
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from terminal.language import want

ROOT = Path(cli.__file__).parent
COMPLETE = "_HENGXU_COMPLETE"


@pytest.fixture(autouse=True)
def in_no_language() -> Iterator[None]:
    yield
    want(None)


def answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], instruction: str, **asked: str
) -> str:
    """What a shell is answered that asks by these variables."""
    for name, value in {COMPLETE: instruction, "LC_ALL": "en_US.UTF-8", **asked}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        cli.run([])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("shell", "registered"),
    [
        ("bash", "complete -o default -F _hengxu_completion hengxu"),
        ("zsh", "compdef _hengxu_completion hengxu"),
        ("fish", "complete --command hengxu"),
    ],
)
def test_each_shell_has_a_script_that_asks_the_program_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str, registered: str
) -> None:
    script = answered(monkeypatch, capsys, f"source_{shell}")
    assert registered in script
    assert f"{COMPLETE}=complete_{shell}" in script


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hengxu li", ["list"]),
        ("hengxu audit ver", ["verify"]),
        ("hengxu list --ph", ["--phase"]),
        ("hengxu list --phase oper", ["operation"]),
        ("hengxu list --phase ", [phase.value for phase in Phase]),
        ("hengxu decide sh-beidou --type revoke_c", ["revoke_center"]),
        ("hengxu decide sh-beidou --role audi", [Role.AUDITOR.value]),
        ("hengxu nosuch", []),
    ],
)
def test_commands_options_and_words_are_completed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, words: list[str]
) -> None:
    place = str(len(line.split(" ")) - 1)
    assert answered(monkeypatch, capsys, "complete_bash", COMP_WORDS=line, COMP_CWORD=place).split() == words


@pytest.mark.parametrize(
    ("locale", "described"),
    [
        ("en_US.UTF-8", '"list":"the register, filtered and sorted by any column"'),
        ("zh_CN.UTF-8", '"list":"名录，按各列筛选、排序"'),
    ],
)
def test_what_is_said_of_a_command_is_whole_and_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], locale: str, described: str
) -> None:
    asked = {"_TYPER_COMPLETE_ARGS": "hengxu li", "LC_ALL": locale}
    assert described in answered(monkeypatch, capsys, "complete_zsh", **asked)


@pytest.mark.skipif(which("bash") is None, reason="no bash here")
def test_bash_itself_completes_by_it(tmp_path: Path) -> None:
    program = tmp_path / "hengxu"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = (
        f'eval "$({COMPLETE}=source_bash hengxu)"; COMP_WORDS=(hengxu do); COMP_CWORD=1;'
        ' _hengxu_completion hengxu; echo "${COMPREPLY[@]}"; complete -p hengxu'
    )
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    ended = subprocess.run(
        ["bash", "--norc", "-c", asked], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    completed, registered = ended.stdout.splitlines()
    assert completed.split() == ["doctor", "documents"]
    assert registered == "complete -o default -F _hengxu_completion hengxu"
