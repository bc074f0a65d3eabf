"""A TLS proxy in front of a Temporal server, which asks for a client certificate; and the certificates for it."""

import ipaddress
import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from clock import utc_now


class Pair(NamedTuple):
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path


class Authority:
    """Issues certificates; ``ca`` is the file of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._own = self._issued(self._name, self._key.public_key(), x509.BasicConstraints(ca=True, path_length=0))
        self.ca = folder / f"{name}.pem"
        self.ca.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))

    def pair(self, name: str, *, days: int = 1) -> Pair:
        """For a host name or address, as a server or a client; ended already where ``days`` is negative."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        other: x509.GeneralName = x509.DNSName(name)
        with suppress(ValueError):
            other = x509.IPAddress(ipaddress.ip_address(name))
        issued = self._issued(subject, key.public_key(), x509.SubjectAlternativeName([other]), days)
        files = Pair(self._folder / f"{name}{days}.crt", self._folder / f"{name}{days}.key")
        files.certificate.write_bytes(issued.public_bytes(serialization.Encoding.PEM))
        files.key.touch(0o600)
        files.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files

    def _issued(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, extension: x509.ExtensionType, days: int = 1
    ) -> x509.Certificate:
        now = utc_now()
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=3))
        builder = builder.not_valid_after(now + timedelta(days=days)).add_extension(extension, critical=False)
        return builder.sign(self._key, hashes.SHA256())


@contextmanager
def tls_proxy(upstream: int, server: Pair, clients: Path | None = None) -> Iterator[int]:
    """The port at which TLS is taken off; ``clients``: only who shows a certificate of this authority comes through.

    In threads of its own: unlike asyncio's, their TLS tells the other side why it is turned away.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=clients)
    context.verify_mode = ssl.CERT_REQUIRED if clients else ssl.CERT_NONE
    context.load_cert_chain(*server)
    context.set_alpn_protocols(["h2"])

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), context.wrap_socket(self.request, server_side=True) as shaken:
                _relay(shaken, upstream)

    class Proxy(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close = True, False

    with Proxy(("127.0.0.1", 0), Connection) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy.server_address[1]
        finally:
            proxy.shutdown()
            thread.join()


def _relay(shaken: ssl.SSLSocket, upstream: int) -> None:
    """Bytes to and fro until one side ends."""
    with socket.create_connection(("127.0.0.1", upstream)) as onward:
        ends = {shaken: onward, onward: shaken}
        while True:
            ready = [shaken] if shaken.pending() else select.select(list(ends), [], [])[0]
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                ends[end].sendall(data)
