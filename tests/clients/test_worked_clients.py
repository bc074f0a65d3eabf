"""The clients of docs/clients.md work as they stand there, in front of a running service."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.service import Service, environment, running

pytestmark = pytest.mark.real_time

PAGE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("worked")
    with running(folder / "data", folder / "output") as found:
        yield found


def client(language: str) -> tuple[str, str]:
    """The program in that language, and what the page says that it prints."""
    program, printed = re.findall(rf"```{language}\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)[0]
    return program, printed


def run(command: list[str], service: Service) -> str:
    own = {"HENGXU_URL": f"http://127.0.0.1:{service.port}", "HENGXU_TOKEN": service.token("officer"), "NO_PROXY": "*"}
    done = subprocess.run(
        command, env=environment() | own, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_client_in_python_works_as_it_stands(service: Service, tmp_path: Path) -> None:
    program, printed = client("python")
    (tmp_path / "client.py").write_text(program, encoding="utf-8")
    assert run([sys.executable, str(tmp_path / "client.py")], service) == printed


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_client_in_a_shell_works_as_it_stands(service: Service, tmp_path: Path) -> None:
    program, printed = client("sh")
    (tmp_path / "client.sh").write_text(program, encoding="utf-8")
    assert run(["sh", str(tmp_path / "client.sh")], service) == printed
