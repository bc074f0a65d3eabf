"""SM3 beside SHA-256 where it is set, and a clear word at the start where it cannot be had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from ledger.proof.digests import NoSM3, check_sm3, digests, file_digests
from settings import Settings

VECTORS = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
"""The two examples of GB/T 32905, appendix A."""


@pytest.mark.parametrize("message", VECTORS)
def test_sm3_is_what_the_standard_says(message: bytes, tmp_path: Path) -> None:
    assert digests(message, sm3=True)["sm3"] == VECTORS[message]
    (tmp_path / "file").write_bytes(message)
    assert file_digests(tmp_path / "file", sm3=True) == digests(message, sm3=True)


def test_without_the_setting_there_is_sha256_alone() -> None:
    assert set(digests(b"abc")) == {"sha256"}
    assert not Settings().sm3


def test_this_machine_has_sm3() -> None:
    check_sm3()
    assert Settings(sm3=True).sm3


def test_without_sm3_the_setting_is_refused_at_the_start_in_both_languages(tmp_path: Path) -> None:
    """An OpenSSL that was told to offer another country's approved algorithms alone."""
    config = tmp_path / "openssl.cnf"
    lines = "openssl_conf = all", "[all]", "alg_section = which", "[which]", "default_properties = fips=yes"
    config.write_text("\n".join(lines) + "\n", encoding="ascii")
    environment = os.environ | {"OPENSSL_CONF": str(config), "HENGXU_SM3": "true"}
    command = [sys.executable, "-c", "from settings import Settings; Settings()"]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert outcome.stderr.splitlines()[-1].endswith(f"NoSM3: {NoSM3()}")


def test_the_command_line_says_it_as_it_says_any_trouble_of_the_ledgers() -> None:
    assert issubclass(NoSM3, LedgerError)
