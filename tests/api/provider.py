"""A small identity provider over HTTP, as one in an agency would be: discovery, keys, code flow with PKCE and nonce,
userinfo. It signs in whoever comes, once per code.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from clock import utc_now
from tests.api.house import House, served

AUDIENCE, CLIENT = "hengxu-api", "hengxu-console"


@cache
def key_named(key_id: str) -> rsa.RSAPrivateKey:
    """One for each id, made when it is first asked for."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What it says about whoever comes, and how it behaves. ``id_claims`` change the ID token, ``None`` leaves one of
    its claims out; without ``id_claims`` there is no ID token. ``profile`` is its userinfo, ``None`` while it takes
    nobody's token.
    """

    address: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "li", "name": "李经办", "roles": ["officer"]})
    id_claims: dict[str, Any] | None = field(default_factory=dict)
    profile: dict[str, Any] | None = None
    key_ids: tuple[str, ...] = ("one",)
    names_keys: bool = True
    described: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> dict[str, str]:
        """What the browser brings back from the provider's page."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def return_address(self, address: str) -> str:
        """Where a browser is sent that comes to the provider's page."""
        asked = dict(parse_qsl(urlsplit(address).query))
        return f"{asked['redirect_uri']}?{urlencode(self.authorize(address))}"

    def tokens(self, form: dict[str, str]) -> dict[str, Any]:
        """What it gives for a code."""
        asked = self.codes.pop(form["code"], {})
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked.get("code_challenge") != proof.decode():
            return {"error": "invalid_grant"}
        given = {"access_token": self.signed(**self.claims, padding="x" * 5_000), "token_type": "Bearer"}
        if self.id_claims is None:
            return given
        subject = {"sub": self.claims["sub"], "aud": CLIENT, "nonce": asked["nonce"]}
        return given | {"id_token": self.signed(**subject | self.id_claims)}

    def signed(self, **claims: Any) -> str:
        """A token with these claims over the usual ones, by the newest key."""
        usual = {"iss": self.address, "aud": AUDIENCE, "exp": utc_now() + timedelta(hours=1)}
        payload = {name: value for name, value in (usual | claims).items() if value is not None}
        key_id = self.key_ids[-1]
        return jwt.encode(payload, key_named(key_id), "RS256", headers={"kid": key_id} if self.names_keys else {})

    def document(self, path: str) -> dict[str, Any] | None:
        """What it answers at the path; ``None`` where it takes nobody's token."""
        self.asked.append(path)
        if path == "/keys":
            return {"keys": [self._published(key_id) for key_id in self.key_ids]}
        if path == "/userinfo":
            return self.profile
        endpoints = {
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
        }
        return {"issuer": self.address} | endpoints | self.described

    def _published(self, key_id: str) -> dict[str, Any]:
        described = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key_named(key_id).public_key()))
        return {**described, "use": "sig"} | ({"kid": key_id} if self.names_keys else {})


@contextmanager
def providing() -> Iterator[Provider]:
    """While it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):
                self.send_response(303)
                self.send_header("location", made.return_address(self.path))
                self.end_headers()
                return
            document = made.document(self.path)
            self.answer(document or {}, 401 if document is None else 200)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            given = made.tokens(dict(parse_qsl(body)))
            self.answer(given, 400 if "error" in given else 200)

        def answer(self, payload: dict[str, Any], status: int) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(payload).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def by_agency(house: House, provider: Provider, **changes: Any) -> Any:
    """The same house, in front of which the provider says who somebody is."""
    provided = {"oidc_issuer": provider.address, "oidc_audience": AUDIENCE, "oidc_client_id": CLIENT}
    return served(house.installation, house.settings.model_copy(update=provided | changes))
