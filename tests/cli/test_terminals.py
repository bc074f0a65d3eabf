"""A command's status is that of its work: what a terminal can't show is escaped, and nobody has to read to the end."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from embedded.folder import DataFolder
from importing.importer import Importer
from importing.reading import read_centers
from ledger.migrations import migrate
from ledger.opening import open_ledger
from settings import Settings
from tests.importing.conftest import NOW, SEED

CENTER = "sh-space-energy"
NAME = "上海市𠮷喆[/能]:star:源产业计量测试中心"
"""With signs that GBK lacks, and with such as a table might take for its own marks."""
TERMINALS = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "gbk": {"PYTHONIOENCODING": "gbk"},
    "C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}
EVERY_COMMAND = """
import sys
import cli
from terminal import import_centers, recovery
from terminal.streams import prepare_streams
prepare_streams()
import_centers.WAIT_FOR_TEMPORAL = recovery.WAIT_FOR_TEMPORAL = 0.2
data, out = sys.argv[1:]
file = f"{data}/rare.json"
for expected, line in (
    (0, "--help"),
    (0, "tables"),
    (0, "migrate"),
    (0, f"import {file} --dry-run"),
    (0, f"import {file}"),
    (0, "rebuild"),
    (0, "audit replay sh-space-energy"),
    (1, "audit diff sh-space-energy 2023-04-20 now"),
    (0, f"audit export sh-space-energy {out}"),
    (0, "audit verify"),
    (0, "audit key"),
    (0, f"audit check {out}"),
    (0, "rehearse sh-space-energy --years 1"),
    (0, "token officer --name 𠮷喆"),
    (2, "audit replay 𠮷喆"),
    (2, "token 𠮷喆"),
    (2, "token officer --org 𠮷喆"),
    (2, "calendar enter 𠮷喆.yaml"),
    (2, "reconcile"),
    (2, "recover"),
):
    words = line.split()
    apart = [] if words[0] in {"--help", "tables"} or words[:2] == ["audit", "check"] else ["--data", data]
    status = cli.run([*words, *apart])
    assert status == expected, f"{ascii(line)} ended with {status}"
"""


def environment(**further: str) -> dict[str, str]:
    """No setting of whoever runs the tests counts, and no Temporal of theirs is met."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("HENGXU_", "LC_", "LANG"))}
    return plain | {"HENGXU_TEMPORAL_ADDRESS": "127.0.0.1:1"} | further


def hengxu(*arguments: str, **further: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, env=environment(**further), capture_output=True, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the real centers, one of them under a name of rare signs; their file lies in it."""
    folder = DataFolder(tmp_path_factory.mktemp("home") / "data")
    folder.make()
    folder.make_signing_key()
    file = folder.path / "rare.json"
    seed = SEED.read_text(encoding="utf-8")
    assert "上海市空间能源产业计量测试中心" in seed
    file.write_text(seed.replace("上海市空间能源产业计量测试中心", NAME), encoding="utf-8")
    settings = Settings(data=folder.path)
    migrate(settings.ledger)
    with closing(open_ledger(settings.ledger)) as ledger:
        intake = Importer(ledger, settings.policy, file.name, NOW)
        intake.write(intake.plan(read_centers(file)))
    return str(folder.path)


@pytest.mark.parametrize("terminal", ["gbk", "C"])
def test_every_command_ends_with_the_status_of_its_work(terminal: str, data: str, tmp_path: Path) -> None:
    own = shutil.copytree(data, tmp_path / "data")
    script = tmp_path / "commands.py"
    script.write_text(EVERY_COMMAND, encoding="utf-8")
    command = [sys.executable, str(script), str(own), str(tmp_path / "out.zip")]
    further = TERMINALS[terminal] | {"PYTHONPATH": os.pathsep.join(sys.path)}
    outcome = subprocess.run(command, env=environment(**further), capture_output=True, check=False)
    assert (outcome.returncode, b"Traceback" in outcome.stderr) == (0, False), outcome.stderr


@pytest.mark.parametrize("terminal", TERMINALS)
def test_what_a_terminal_lacks_is_escaped(terminal: str, data: str) -> None:
    outcome = hengxu("audit", "replay", CENTER, "--data", data, **TERMINALS[terminal])
    assert (outcome.returncode, outcome.stderr) == (0, b"")
    encoding = TERMINALS[terminal].get("PYTHONIOENCODING", "ascii")
    assert NAME[:7].encode(encoding, "backslashreplace") in outcome.stdout


@pytest.mark.parametrize("terminal", ["ascii", "gbk"])
def test_json_stays_json(terminal: str, data: str) -> None:
    outcome = hengxu("audit", "replay", CENTER, "--json", "--data", data, **TERMINALS[terminal])
    named = {field["field"]: field["value"] for field in json.loads(outcome.stdout)["fields"]}
    assert named["name_zh"] == NAME


@pytest.mark.parametrize(
    ("command", "expected"),
    [(f"audit replay {CENTER}", 0), (f"audit diff {CENTER} 2023-04-20 now", 1), ("--help", 0)],
)
@pytest.mark.parametrize("output", ["| head -1", ">&-"])
def test_nobody_reading_on_changes_no_status(command: str, expected: int, output: str, data: str) -> None:
    apart = "" if command == "--help" else f"--data {data}"
    line = f"{sys.executable} -m cli {command} {apart} {output}; exit ${{PIPESTATUS[0]}}"
    outcome = subprocess.run(["bash", "-c", line], env=environment(), capture_output=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (expected, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is made by Linux")
def test_an_answer_that_cannot_be_written_is_no_answer(data: str) -> None:
    line = f"{sys.executable} -m cli audit replay {CENTER} --data {data} > /dev/full"
    outcome = subprocess.run(["bash", "-c", line], env=environment(), capture_output=True, check=False)
    assert outcome.returncode == 2
    assert "cannot read or write" in outcome.stderr.decode()


def test_a_fault_of_the_program_is_no_answer_either() -> None:
    broken = "import cli; cli.run = lambda _arguments: 1 // 0; cli.main()"
    outcome = subprocess.run([sys.executable, "-c", broken], env=environment(), capture_output=True, check=False)
    assert outcome.returncode == 70
    assert b"ZeroDivisionError" in outcome.stderr
