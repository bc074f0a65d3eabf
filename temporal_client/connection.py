"""How Temporal is reached: in plain on one host, by TLS elsewhere; why it isn't, where the settings are to blame."""

import os
import re
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from temporalio.service import RPCError, RPCStatusCode, TLSConfig

from domain.kernel.base import Label
from settings import Settings

OTHERS = 0o077
"""What of a key file's mode lets anybody but its owner in."""
PATIENCE = 3.0
"""Seconds that a look at the server may take for each of its steps."""
NOT_ACCEPTED = (RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED)
_NOT_ACCEPTED_AT_ONCE = re.compile(r"\bcode: (Unauthenticated|PermissionDenied)\b")
"""The same in the text of the ``RuntimeError`` that a failed connection is."""
OTHER_NAME, EXPIRED = {62, 64}, 10
"""OpenSSL's codes: the certificate is for another host name or address; it ended."""


OF_OUR_OWN: Mapping[str, Any] = {
    "temporal_tls": False,
    "temporal_tls_ca": None,
    "temporal_tls_certificate": None,
    "temporal_tls_key": None,
    "temporal_tls_server_name": None,
    "temporal_api_key": None,
}
"""The settings of a server that is started here and gone soon, whatever the environment says of another."""


class ConnectionWrong(ValueError):
    """Temporal can't be reached by these settings, however long one waits. ``sentence`` says what to set."""

    def __init__(self, sentence: Label) -> None:
        self.sentence = sentence
        super().__init__(f"{sentence.zh} / {sentence.en}")


class Connection(NamedTuple):
    """What the SDK is handed; ``tls`` is False for a connection in plain."""

    tls: TLSConfig | bool
    api_key: str | None


def connection_of(settings: Settings) -> Connection:
    """The connection that the settings ask for. Raises ``ConnectionWrong`` for files of no use."""
    key = settings.temporal_api_key.get_secret_value() if settings.temporal_api_key else None
    if not settings.temporal_speaks_tls:
        return Connection(tls=False, api_key=None)
    _context(settings)
    config = TLSConfig(
        server_root_ca_cert=_bytes(settings.temporal_tls_ca),
        domain=settings.temporal_tls_server_name,
        client_cert=_bytes(settings.temporal_tls_certificate),
        client_private_key=_bytes(settings.temporal_tls_key),
    )
    return Connection(config, key)


def identity(program: str) -> str:
    """How a process calls itself to Temporal, which shows it beside what it did: program, host and process."""
    return f"{program}@{socket.gethostname()}/{os.getpid()}"


def settings_to_blame(settings: Settings, error: Exception | None = None) -> Label | None:
    """What is to be set, where settings are why Temporal wasn't reached; ``None`` where it may just be away. Blocks,
    for a few seconds at most.
    """
    if _is_not_accepted(error):
        return Label(
            f"Temporal（{settings.temporal_address}）拒绝访问：请核对 HENGXU_TEMPORAL_API_KEY、客户端证书与命名空间",
            f"Temporal ({settings.temporal_address}) lets nobody in by these settings: look at "
            "HENGXU_TEMPORAL_API_KEY, the client certificate and the namespace",
        )
    try:
        return _shake_hands(settings)
    except ssl.SSLCertVerificationError as wrong:
        return _not_trusted(settings, wrong)
    except ssl.SSLError as wrong:
        return _not_agreed(settings, wrong)
    except (OSError, ValueError):
        return None


def _is_not_accepted(error: Exception | None) -> bool:
    if isinstance(error, RPCError):
        return error.status in NOT_ACCEPTED
    return _NOT_ACCEPTED_AT_ONCE.search(str(error)) is not None


def _shake_hands(settings: Settings) -> Label | None:
    """TLS, by our settings or, for a connection in plain, by none: whether the server speaks it at all."""
    tls, host = settings.temporal_speaks_tls, settings.temporal_address.rpartition(":")[0].strip("[]")
    context = _context(settings) if tls else _trusting()
    port = int(settings.temporal_address.rpartition(":")[2])
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=settings.temporal_tls_server_name or host) as shaken,
    ):
        if not tls:
            return _sentence(
                settings, "要求 TLS：请设置 HENGXU_TEMPORAL_TLS=true", "speaks TLS: set HENGXU_TEMPORAL_TLS=true"
            )
        shaken.recv(1)  # TLS 1.3 tells who lacks a certificate after the handshake
    return None


def _not_trusted(settings: Settings, wrong: ssl.SSLCertVerificationError) -> Label:
    if wrong.verify_code in OTHER_NAME:
        return _sentence(
            settings,
            "的证书不是为该名称签发的：请将 HENGXU_TEMPORAL_TLS_SERVER_NAME 设为证书中的名称",
            "shows a certificate for another name: set HENGXU_TEMPORAL_TLS_SERVER_NAME to the one that stands in it",
        )
    if wrong.verify_code == EXPIRED:
        return _sentence(
            settings, "的证书已过期，或本机时钟有误", "shows a certificate that has expired, or our clock is wrong"
        )
    return _sentence(
        settings,
        f"的证书不受信任（{wrong.verify_message}）：请将 HENGXU_TEMPORAL_TLS_CA 设为其签发机构的证书文件",
        f"shows a certificate that isn't trusted ({wrong.verify_message}): set HENGXU_TEMPORAL_TLS_CA to the file of "
        "the authority that issued it",
    )


def _not_agreed(settings: Settings, wrong: ssl.SSLError) -> Label | None:
    reason = wrong.reason or ""
    if settings.temporal_speaks_tls and reason in {"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG"}:
        return _sentence(
            settings,
            "不使用 TLS：请去掉 HENGXU_TEMPORAL_TLS 等设置，或更正地址",
            "doesn't speak TLS: remove HENGXU_TEMPORAL_TLS and what goes with it, or correct the address",
        )
    if settings.temporal_speaks_tls and "ALERT" in reason:
        return _sentence(
            settings,
            f"要求或不接受本方证书（{reason}）：请将 HENGXU_TEMPORAL_TLS_CERTIFICATE 与 HENGXU_TEMPORAL_TLS_KEY "
            "设为其信任的证书",
            f"doesn't take our certificate, or wants one ({reason}): set HENGXU_TEMPORAL_TLS_CERTIFICATE and "
            "HENGXU_TEMPORAL_TLS_KEY to one that it trusts",
        )
    if not settings.temporal_speaks_tls and "ALERT" in reason:
        return _sentence(
            settings, "要求 TLS：请设置 HENGXU_TEMPORAL_TLS=true", "speaks TLS: set HENGXU_TEMPORAL_TLS=true"
        )
    return None


def _sentence(settings: Settings, zh: str, en: str) -> Label:
    address = settings.temporal_address
    return Label(f"Temporal（{address}）{zh}", f"Temporal ({address}) {en}")


def _trusting() -> ssl.SSLContext:
    """Nothing is sent by it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    return context


def _context(settings: Settings) -> ssl.SSLContext:
    """What Python's TLS makes of the same files, which says better than the SDK what is wrong with them. Raises
    ``ConnectionWrong``.
    """
    certificate, key = settings.temporal_tls_certificate, settings.temporal_tls_key
    if (certificate is None) != (key is None):
        raise ConnectionWrong(
            Label(
                "HENGXU_TEMPORAL_TLS_CERTIFICATE 与 HENGXU_TEMPORAL_TLS_KEY 须同时设置",
                "HENGXU_TEMPORAL_TLS_CERTIFICATE and HENGXU_TEMPORAL_TLS_KEY belong together: set both",
            )
        )
    try:
        context = ssl.create_default_context(cafile=settings.temporal_tls_ca)
    except OSError as wrong:
        raise _no_use("HENGXU_TEMPORAL_TLS_CA", settings.temporal_tls_ca, wrong) from None
    if certificate is not None and key is not None:
        _check_owner_alone(key)
        try:
            context.load_cert_chain(certificate, key, password=lambda: "")
        except OSError as wrong:
            raise _no_use("HENGXU_TEMPORAL_TLS_CERTIFICATE, HENGXU_TEMPORAL_TLS_KEY", certificate, wrong) from None
    context.set_alpn_protocols(["h2"])
    return context


def _check_owner_alone(key: Path) -> None:
    try:
        mode = key.stat().st_mode
    except OSError as wrong:
        raise _no_use("HENGXU_TEMPORAL_TLS_KEY", key, wrong) from None
    if mode & OTHERS:
        raise ConnectionWrong(
            Label(
                f"{key}（HENGXU_TEMPORAL_TLS_KEY）只能由其所有者读取（chmod 600；容器内的用户为 10001）",
                f"nobody but its owner may read {key} (HENGXU_TEMPORAL_TLS_KEY; chmod 600; in a container the user is "
                "10001)",
            )
        )


def _no_use(names: str, path: Path | None, wrong: OSError) -> ConnectionWrong:
    why = getattr(wrong, "reason", None) or wrong.strerror or str(wrong)
    return ConnectionWrong(
        Label(
            f"{path}（{names}）不可用：{why}。应为 PEM 文件", f"{path} ({names}) is of no use: {why}; it has to be PEM"
        )
    )


def _bytes(path: Path | None) -> bytes | None:
    return path.read_bytes() if path is not None else None
