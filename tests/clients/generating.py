"""``python -m tests.clients.generating OUT``: the OpenAPI document, and the client in Python that is made from it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from api.app import create_app
from settings import Settings

CONFIG = Path(__file__).with_name("python_client.yaml")
DOCUMENT, PACKAGE = "openapi.json", "hengxu_client"
KEY = SecretStr("a signing key that signs nothing at all")


def document() -> dict[str, Any]:
    """What an installation answers at ``/openapi.json``."""
    return create_app(Settings(signing_key=KEY)).openapi()


def write_document(folder: Path) -> Path:
    """The document in a file of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / DOCUMENT
    file.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def generate(out: Path) -> subprocess.CompletedProcess[str]:
    """The client, as a project that pip installs, in ``out``; a warning is a failure."""
    programs = Path(sys.executable).parent
    command = [str(programs / "openapi-python-client"), "generate", "--meta", "uv", "--overwrite", "--fail-on-warning"]
    return subprocess.run(
        [*command, "--config", str(CONFIG), "--path", str(write_document(out.parent)), "--output-path", str(out)],
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def main(out: str) -> None:
    """Generate, and say what is there or what is wrong."""
    made = generate(Path(out).resolve())
    if made.returncode:
        sys.exit(made.stdout + made.stderr)
    sys.stdout.write(f"{out}: Python 客户端 / the client in Python: pip install {out}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
