"""A witness as C2SP ``tlog-witness`` describes it, written from the specification and from RFC 6962 alone."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = "witness.example/w1"
AT = 1_800_000_000
"""The second in which it signs."""
EMPTY_ROOT = sha256(b"").digest()


class WitnessServer(HTTPServer):
    """It knows one log by its verifier key, the size that it has signed last and its root."""

    def __init__(self, log_key: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Asked)
        self.secret = Ed25519PrivateKey.generate()
        self.log_name, _, encoded = log_key.split("+", 2)
        self.log_public = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
        self.size, self.root = 0, EMPTY_ROOT
        self.answers: list[int] = []
        self.says: tuple[int, str] | None = None
        """Another answer than its own, where a test wants one."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hengxu/"

    @property
    def verifier_key(self) -> str:
        public = b"\x04" + self.secret.public_key().public_bytes_raw()
        key_id = sha256(NAME.encode() + b"\n" + public).digest()[:4]
        return f"{NAME}+{key_id.hex()}+{base64.b64encode(public).decode()}"

    def asked(self, body: str) -> tuple[int, str]:
        head, _, note = body.partition("\n\n")
        old_line, *proof = head.split("\n")
        text, _, signatures = note.partition("\n\n")
        origin, size, root = text.split("\n")[:3]
        if origin != self.log_name:
            return 404, ""
        if not any(self._is_of_the_log(line, f"{text}\n") for line in signatures.splitlines()):
            return 403, ""
        old, new = int(old_line.removeprefix("old ")), int(size)
        if old > new:
            return 400, ""
        if old != self.size:
            return 409, f"{self.size}\n"
        hashes = [base64.b64decode(line, validate=True) for line in proof]
        if not consistent(old, new, self.root, base64.b64decode(root), hashes):
            return 422, ""
        self.size, self.root = new, base64.b64decode(root)
        return 200, self.cosignature(f"{text}\n")

    def cosignature(self, text: str) -> str:
        signed = self.secret.sign(f"cosignature/v1\ntime {AT}\n{text}".encode())
        key_id = bytes.fromhex(self.verifier_key.split("+")[1])
        return f"— {NAME} {base64.b64encode(key_id + AT.to_bytes(8, 'big') + signed).decode()}\n"

    def _is_of_the_log(self, line: str, text: str) -> bool:
        _, name, encoded = line.split(" ")
        if name != self.log_name:
            return False
        self.log_public.verify(base64.b64decode(encoded)[4:], text.encode())
        return True


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """RFC 6962, 2.1.2, by the iterative algorithm of RFC 9162, 2.1.4.2."""
    if old in (0, new):
        return not proof and (old == 0 or old_root == new_root)
    return _leads_to_both(old, new, old_root, new_root, proof)


def _leads_to_both(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    of_old = of_new = path[0] if path else b""
    for sibling in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            of_old, of_new = _node(sibling, of_old), _node(sibling, of_new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            of_new = _node(of_new, sibling)
        first, last = first >> 1, last >> 1
    return (of_old, of_new, last) == (old_root, new_root, 0)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class _Asked(BaseHTTPRequestHandler):
    server: WitnessServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_right = self.path == "/hengxu/add-checkpoint"
        status, text = self.server.says or (self.server.asked(body) if is_right else (404, ""))
        self.server.answers.append(status)
        self.send_response(status)
        if status == 409:
            self.send_header("Content-Type", "text/x.tlog.size")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def witnessing(log_key: str) -> Iterator[WitnessServer]:
    """A witness of the log with this verifier key, while it serves."""
    with WitnessServer(log_key) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield server
        finally:
            server.shutdown()
            serving.join()
