"""Who comes in: a token is one of ours or none. What each route asks for stands in the table of access."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from api.app import create_app
from api.auth.identity import may_read
from api.auth.token_verifiers import OidcVerifier, verifier_for
from api.auth.tokens import ALGORITHM, AUDIENCE, ISSUER, EmbeddedIssuerRefused, derived_key, issue_token
from api.http.problems import Problem
from clock import utc_now
from domain.kernel.roles import CLOCK, Actor, Role
from settings import NoSigningKey, Settings
from tests.api.house import V1, House, assert_problem
from tests.lives import ACTORS, PARTNER, commands
from tests.temporal import KEY


def test_the_clock_reads_nothing() -> None:
    assert not may_read(CLOCK)


LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
"""Tokens are made when the tests are collected, which may be long before the day on which they are shown."""


def claims(**changes: Any) -> dict[str, Any]:
    payload = {"sub": "a", "iss": ISSUER, "aud": AUDIENCE, "exp": FAR_AHEAD, "role": "auditor"}
    return {name: value for name, value in (payload | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ("", 401, "token_missing"),
        ("nonsense", 401, "token_invalid"),
        ("a.b.c", 401, "token_invalid"),
        ("x" * 20_000, 401, "token_invalid"),
        (jwt.encode(claims(), KEY, ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(), derived_key(KEY[::-1]), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(), "", "none"), 401, "token_invalid"),
        (jwt.encode(claims(exp=LONG_AGO), derived_key(KEY), ALGORITHM), 401, "token_expired"),
        (jwt.encode(claims(exp=None), derived_key(KEY), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(aud="else"), derived_key(KEY), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(iss="else"), derived_key(KEY), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(sub=None), derived_key(KEY), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(org=["a"]), derived_key(KEY), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(sub="\u200b"), derived_key(KEY), ALGORITHM), 401, "token_invalid"),
        (jwt.encode(claims(org="计量院"), derived_key(KEY), ALGORITHM), 401, "token_organisation"),
        (jwt.encode(claims(org="91310000132203002X"), derived_key(KEY), ALGORITHM), 401, "token_organisation"),
        (jwt.encode(claims(org=""), derived_key(KEY), ALGORITHM), 401, "token_organisation"),
        (jwt.encode(claims(role=None), derived_key(KEY), ALGORITHM), 403, "role_missing"),
        (jwt.encode(claims(role="system"), derived_key(KEY), ALGORITHM), 403, "role_missing"),
        (jwt.encode(claims(roles=["officer", "approver"]), derived_key(KEY), ALGORITHM), 403, "role_missing"),
    ],
)
async def test_a_token_that_is_not_ours_lets_nobody_in(quiet_house: House, token: str, status: int, code: str) -> None:
    answer = await quiet_house.http.get(f"{V1}/centers", headers={"Authorization": f"Bearer {token}"})
    assert_problem(answer, status, code)


async def test_a_token_of_the_embedded_issuer_lets_its_bearer_in(quiet_house: House) -> None:
    token = issue_token(quiet_house.settings, Role.AUDITOR)
    answer = await quiet_house.http.get(f"{V1}/centers", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("role", "bounds", "anyone"),
    [
        (Role.APPLICANT, {}, True),
        (Role.APPLICANT, {"org": "123100004250000064"}, False),
        (Role.DISTRICT, {"district": "pudong"}, False),
        (Role.OFFICER, {"center": "c-1"}, False),
        (Role.EXPERT, {}, True),
        (Role.EXPERT, {"subject": "expert-1"}, False),
        (Role.OFFICER, {"subject": "li", "name": "李"}, True),
    ],
)
async def test_a_token_without_bounds_speaks_for_anyone(
    quiet_house: House, role: Role, bounds: dict[str, Any], anyone: bool
) -> None:
    verifier = verifier_for(quiet_house.settings)
    actor = await verifier.actor(issue_token(quiet_house.settings, role, **bounds))
    assert (actor.role, actor.anyone) == (role, anyone)
    assert actor.id == bounds.get("subject", role.value)


@pytest.mark.parametrize(
    "spelled",
    ["91310000132203002t", "９１３１００００１３２２０３００２Ｔ", " 91310000 132203002-T", "91310000132203002T\u200b"],
)
async def test_an_organisation_in_a_token_is_the_one_on_record_however_it_is_spelled(
    house: House, spelled: str
) -> None:
    """It decides for its own center and sees what waits for it."""
    own = Actor(id="a", name="申报人", role=Role.APPLICANT, org=spelled)
    body = commands()["register_center"] | {"center_id": f"t-{uuid4().hex[:12]}", "lead": PARTNER}
    registered = await house.post("/centers", body, own, uuid4().hex)
    assert registered.status_code == 201, registered.text
    actor = await verifier_for(house.settings).actor(house.bearer(own)["Authorization"].removeprefix("Bearer "))
    assert actor.org == "91310000132203002T"
    assert house.installation.ledger.read_model.find_work(actor).total > 0
    answer = await house.decide(registered.json()["center_id"], commands()["submit_industry_research"], own)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "统一社会信用代码"), ("en", "credit code")])
async def test_a_code_in_a_token_that_is_none_is_told_in_words(quiet_house: House, language: str, words: str) -> None:
    actor = ACTORS[Role.APPLICANT].model_copy(update={"org": "0" * 17})
    problem = assert_problem(await quiet_house.get("/centers", actor, language), 401, "token_organisation")
    assert words in problem["detail"]


async def test_a_bound_token_decides_for_its_own_alone_and_finds_no_other(house: House) -> None:
    center = await house.register()
    research, path = commands()["submit_industry_research"], f"{V1}/centers/{center}/decisions"
    others: dict[str, Any] = {"org": "91310000132203002T"}
    for bounds, status in (others, 404), ({"center": "c-1"}, 404), ({"center": center}, 201):
        token = issue_token(house.settings, Role.APPLICANT, **bounds)
        answer = await house.http.post(path, json=research, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


def production(**changes: Any) -> Settings:
    return Settings.model_validate(
        {"signing_key": SecretStr(KEY), "oidc_issuer": "https://id.example", "oidc_audience": "hengxu"} | changes
    )


def test_the_embedded_issuer_does_not_exist_in_production() -> None:
    with pytest.raises(EmbeddedIssuerRefused):
        issue_token(production(), Role.OFFICER)


def test_nobody_is_signed_in_as_the_clock() -> None:
    with pytest.raises(ValueError, match="clock"):
        issue_token(Settings(signing_key=SecretStr(KEY)), Role.SYSTEM)


def test_half_of_an_identity_does_not_start() -> None:
    with pytest.raises(ValueError, match="HENGXU_OIDC_AUDIENCE"):
        create_app(production(oidc_audience=None))


def test_nothing_starts_without_a_signing_key() -> None:
    with pytest.raises(NoSigningKey):
        create_app(Settings(signing_key=None))


KEYS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEYS.public_key())) | {"kid": "1", "use": "sig"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": [jwk]}).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def jwks_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Keys) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()
        serving.join()


def oidc_token(key: rsa.RSAPrivateKey = KEYS, **changes: Any) -> str:
    payload = claims(
        iss="https://id.example",
        aud="hengxu",
        exp=utc_now() + timedelta(hours=1),
        role=None,
        roles=["offline_access", "officer"],
        anyone=True,
    )
    payload = {name: value for name, value in (payload | changes).items() if value is not None}
    return jwt.encode(payload, key, "RS256", {"kid": "1"})


async def test_a_token_of_the_oidc_issuer_is_checked_by_its_published_keys(jwks_url: str) -> None:
    verifier = verifier_for(production(oidc_jwks_url=jwks_url))
    assert isinstance(verifier, OidcVerifier)
    actor = await verifier.actor(oidc_token(org="123100004250000064"))
    assert (actor.id, actor.role, actor.org) == ("a", Role.OFFICER, "123100004250000064")
    assert not actor.anyone


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: oidc_token(STRANGER), "token_invalid"),
        (lambda: oidc_token(aud="else"), "token_audience"),
        (lambda: oidc_token(exp=LONG_AGO), "token_expired"),
        (lambda: oidc_token(exp=FAR_AHEAD), "token_lifetime"),
        (lambda: oidc_token(roles=[]), "role_missing"),
        (
            lambda: jwt.encode(claims(iss="https://id.example", aud="hengxu"), KEY, "HS256", {"kid": "1"}),
            "token_invalid",
        ),
        (lambda: issue_token(Settings(signing_key=SecretStr(KEY)), Role.OFFICER), "token_invalid"),
    ],
)
async def test_a_token_that_is_not_the_oidc_issuers_lets_nobody_in(
    jwks_url: str, make: Callable[[], str], code: str
) -> None:
    with pytest.raises(Problem) as refused:
        await verifier_for(production(oidc_jwks_url=jwks_url)).actor(make())
    assert refused.value.code == code


async def test_while_the_oidc_issuer_is_away_nobody_can_tell() -> None:
    with pytest.raises(Problem) as away:
        await verifier_for(production(oidc_jwks_url="http://127.0.0.1:1/keys")).actor(oidc_token())
    assert (away.value.code, away.value.status) == ("identity_unavailable", 503)
