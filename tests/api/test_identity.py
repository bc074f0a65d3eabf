"""Who somebody is by the tokens that real identity providers send, and that nobody comes in by any other."""

import asyncio
import base64
import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from api.auth.claims import ClaimReader, Identity
from api.auth.signing_keys import KeySet, PublishedKeys
from api.auth.token_verifiers import OIDC_ALGORITHMS, OidcVerifier, verifier_for
from api.http.problem_reasons import PROBLEM_REASONS
from api.http.problems import Problem
from clock import utc_now
from domain.kernel.roles import Role
from production import unknown_variables
from settings import Settings

KEY = ec.generate_private_key(ec.SECP256R1())
STRANGER = ec.generate_private_key(ec.SECP256R1())
ISSUER, AUDIENCE, SUBJECT = "https://idp.example/realms/sh", "hengxu", "f:1:zhangsan"
INSTITUTE, BRANCH = "12310000425000001L", "91310000132203002T"
HOUR = timedelta(hours=1)


def published_keys() -> PublishedKeys:
    described = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key())) | {"kid": "one", "use": "sig"}

    async def fetch() -> KeySet:
        return {"one": jwt.PyJWK.from_dict(described)}

    return PublishedKeys(fetch)


def token(claims: dict[str, Any], *, key: Any = KEY, algorithm: str = "ES256", **header: Any) -> str:
    """As the provider signs it: over its usual claims, of which ``None`` leaves one out."""
    usual = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "iat": utc_now(), "exp": utc_now() + HOUR}
    payload = {name: value for name, value in (usual | claims).items() if value is not None}
    headers = {name: value for name, value in ({"kid": "one"} | header).items() if value is not None}
    return jwt.encode(payload, key, algorithm, headers)


def verifier(given: dict[str, Any] | None = None, **more: Any) -> OidcVerifier:
    """As an installation with these settings has it."""
    reader = ClaimReader.of(Settings.model_validate(given or {}))
    return OidcVerifier(ISSUER, AUDIENCE, published_keys(), claims=reader, **more)


async def identity_by(claims: dict[str, Any], given: dict[str, Any] | None = None, **header: Any) -> Identity:
    return await verifier(given).identity(token(claims, **header))


async def refusal_of(claims: dict[str, Any], given: dict[str, Any] | None = None, **header: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        await identity_by(claims, given, **header)
    return refused.value


class Shape(NamedTuple):
    """What a provider sends over its usual claims, what an installation sets for it, and who comes in by it."""

    claims: dict[str, Any]
    given: dict[str, Any] = {}
    header: dict[str, Any] = {}
    roles: tuple[str, ...] = ("officer",)
    more: dict[str, Any] = {}


REALM_ROLES = {"oidc_role_claims": "realm_access.roles"}
OF_KEYCLOAK = {"oidc_role_claims": "resource_access.hengxu.roles, realm_access.roles"}
DEFAULT_ROLES = ["officer", "offline_access", "uma_authorization"]
SHAPES = {
    "Keycloak, audience mapper, realm roles": Shape(
        {"realm_access": {"roles": ["officer", "offline_access"]}, "typ": "Bearer", "nonce": "n"}, REALM_ROLES
    ),
    "Keycloak, client roles": Shape({"resource_access": {"hengxu": {"roles": ["officer"]}}}, OF_KEYCLOAK),
    "Keycloak, client roles beside those of the realm": Shape(
        {
            "realm_access": {"roles": ["offline_access"]},
            "resource_access": {"account": {"roles": ["approver"]}, "hengxu": {"roles": ["officer"]}},
        },
        OF_KEYCLOAK,
    ),
    "Keycloak, roles mapped to the top": Shape({"roles": DEFAULT_ROLES, "name": "张三"}, more={"name": "张三"}),
    "Keycloak 26, organization object": Shape(
        {"roles": ["applicant"], "organization": {"smq": {"uscc": [INSTITUTE]}}},
        {"oidc_org_claims": "organization.*.uscc"},
        roles=("applicant",),
        more={"org": INSTITUTE},
    ),
    "Entra, app roles with a prefix": Shape(
        {"roles": ["Hengxu.Officer"], "oid": "0000", "tid": "t", "name": "张三"},
        {"oidc_role_values": {"Hengxu.Officer": "officer"}},
        more={"name": "张三"},
    ),
    "ADFS, one role as text": Shape({"role": "officer"}),
    "ADFS, several roles in one text": Shape({"role": "officer,offline_access"}),
    "ADFS, a claim named by an address": Shape(
        {"http://schemas.microsoft.com/ws/2008/06/identity/claims/role": "officer"},
        {"oidc_role_claims": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"},
    ),
    "Authing, roles as objects with a code": Shape({"roles": [{"code": "officer", "namespace": "default"}]}),
    "Casdoor, roles as objects with a name; name is the login": Shape(
        {
            "roles": [{"name": "officer", "owner": "sh"}],
            "name": "zhangsan",
            "displayName": "张三",
            "tokenType": "access-token",
            "nonce": "n",
        },
        {"oidc_name_claims": "displayName,name"},
        more={"name": "张三"},
    ),
    "Okta, groups": Shape(
        {"groups": ["hengxu-officer"]},
        {"oidc_role_claims": "groups", "oidc_role_values": {"hengxu-officer": "officer"}},
    ),
    "role in Chinese": Shape({"roles": ["市局经办"]}, {"oidc_role_values": {"市局经办": "officer"}}),
    "two of our roles": Shape({"roles": ["officer", "approver"]}, roles=("officer", "approver")),
    "district by name": Shape(
        {"roles": ["district"], "district": "徐汇区"}, roles=("district",), more={"district": "xuhui"}
    ),
    "district by code": Shape(
        {"roles": ["district"], "district": "310104"}, roles=("district",), more={"district": "xuhui"}
    ),
    "district by the number of its code": Shape(
        {"roles": ["district"], "dept": {"code": 310104}},
        {"oidc_district_claims": "dept"},
        roles=("district",),
        more={"district": "xuhui"},
    ),
    "district by the name of its authority": Shape(
        {"roles": ["district"], "department": "上海市徐汇区市场监督管理局"},
        {"oidc_district_claims": "department", "oidc_district_values": {"上海市徐汇区市场监督管理局": "xuhui"}},
        roles=("district",),
        more={"district": "xuhui"},
    ),
    "superior body by its name": Shape(
        {"roles": ["district"], "org": "某集团"},
        {"oidc_org_values": {"某集团": BRANCH}},
        roles=("district",),
        more={"org": BRANCH, "district": None},
    ),
    "applicant by the organisation's name alone, which is known": Shape(
        {"roles": ["applicant"], "org": "上海市计量测试技术研究院"},
        {"oidc_org_values": {"上海市计量测试技术研究院": INSTITUTE}},
        roles=("applicant",),
        more={"org": INSTITUTE},
    ),
    "applicant of one center alone": Shape(
        {"roles": ["applicant"], "center": "C-1"}, roles=("applicant",), more={"center": "c-1", "org": None}
    ),
    "issuer with a trailing slash": Shape({"iss": f"{ISSUER}/", "roles": ["officer"]}),
    "numeric subject": Shape({"sub": 10086, "roles": ["officer"]}, more={"id": "10086", "name": "10086"}),
    "issued two seconds ahead": Shape({"roles": ["officer"], "iat": "+2s"}),
    "audience as a list": Shape({"aud": ["account", "hengxu"], "roles": ["officer"]}),
    "no kid in the header, one key published": Shape({"roles": ["officer"]}, header={"kid": None}),
    "Casdoor, the credit code as a property": Shape(
        {"roles": [{"name": "applicant"}], "properties": {"uscc": INSTITUTE}, "tag": ""},
        {"oidc_org_claims": "properties.uscc,tag"},
        roles=("applicant",),
        more={"org": INSTITUTE},
    ),
    "an access token by its header": Shape({"roles": ["officer"], "nonce": "n"}, header={"typ": "at+jwt"}),
}
"""Synthetic persons and organisations in the shapes of real providers."""


def sent(claims: dict[str, Any]) -> dict[str, Any]:
    """An instant that is told by its distance from now is one, on whichever day the test runs."""
    ahead = claims.get("iat") == "+2s"
    return claims | {"iat": int(utc_now().timestamp()) + 2} if ahead else claims


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
async def test_a_token_of_a_real_provider_is_understood_by_settings(shape: Shape) -> None:
    identity = await identity_by(sent(shape.claims), shape.given, **shape.header)
    assert identity.roles == shape.roles
    expected = {"id": SUBJECT} | shape.more
    assert {name: getattr(identity, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("claims", "given", "code", "words"),
    [
        (
            {"aud": "account", "azp": "hengxu", "realm_access": {"roles": ["officer"]}},
            REALM_ROLES,
            "token_audience",
            ("hengxu", '"account"'),
        ),
        ({"iss": "https://else.example", "roles": ["officer"]}, {}, "token_issuer", (ISSUER, "else.example")),
        ({"roles": ["officer"], "nonce": "n", "typ": "ID"}, {}, "token_purpose", ("access token", "typ: 'ID'")),
        ({"roles": ["visitor"]}, {}, "role_missing", ("roles, role", '"visitor"')),
        ({"realm_access": {"roles": ["officer"]}}, {}, "role_missing", ("roles, role", "realm_access")),
        ({"roles": ["officer"]}, {"oidc_role_values": {"经办": "officer"}}, "role_missing", ("roles", '"officer"')),
        ({"roles": ["applicant"]}, {}, "organisation_missing", ("org", "nothing")),
        ({"roles": ["applicant"], "org": "某院"}, {}, "token_organisation", ("org", "某院")),
        ({"roles": ["district"]}, {}, "district_missing", ("district, org", "nothing")),
        ({"roles": ["district"], "district": "苏州市"}, {}, "district_unknown", ("district", "苏州市")),
        ({"roles": ["officer"], "center": ["a", "b"]}, {}, "claim_unclear", ("center", '"a"')),
        ({"roles": ["officer"], "center": {"id": 1}}, {}, "claim_unclear", ("center", '"id"')),
    ],
)
async def test_what_does_not_map_is_told_with_the_claim_looked_for_and_what_was_found(
    claims: dict[str, Any],
    given: dict[str, Any],
    code: str,
    words: tuple[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """To the person, in both languages, and in the log."""
    looked, found = words
    with caplog.at_level(logging.WARNING, "hengxu.api"):
        refused = await refusal_of(claims, given)
    assert (refused.code, refused.status) == (code, 401 if code.startswith("token") else 403)
    assert looked in refused.detail.en
    assert found in refused.detail.en
    assert found in refused.detail.zh or found == "nothing"
    assert found in caplog.text


async def test_of_several_roles_those_that_lack_what_they_need_are_none() -> None:
    identity = await identity_by({"roles": ["applicant", "officer", "district"]})
    assert identity.roles == (Role.OFFICER,)


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("officer", Role.OFFICER),
        (" approver ", Role.APPROVER),
        (None, "role_not_chosen"),
        ("auditor", "role_not_held"),
        ("", "role_not_held"),
        ("system", "role_not_held"),
        ("Officer, approver", "role_not_held"),
    ],
)
async def test_who_holds_several_roles_says_in_which_they_act(asked: str | None, outcome: Role | str) -> None:
    asking = verifier().actor(token({"roles": ["officer", "approver"]}), asked)
    if isinstance(outcome, Role):
        assert (await asking).role is outcome
        return
    with pytest.raises(Problem) as refused:
        await asking
    assert (refused.value.code, refused.value.params) == (outcome, {"choices": ["officer", "approver"]})
    assert "officer, approver" in refused.value.detail.zh


async def test_nobody_is_let_into_a_role_by_a_comma_in_the_name_of_a_group() -> None:
    given = {"oidc_role_claims": "groups"}
    assert (await refusal_of({"groups": ["sales,officer"]}, given)).code == "role_missing"
    assert (await identity_by({"groups": "sales,officer"}, given)).roles == (Role.OFFICER,)


@pytest.mark.parametrize(
    ("claims", "header", "is_taken"),
    [
        ({}, {"typ": "JWT"}, True),
        ({}, {"typ": "application/at+jwt"}, True),
        ({}, {"typ": None}, True),
        ({}, {"typ": "logout+jwt"}, False),
        ({}, {"typ": "secevent+jwt"}, False),
        ({}, {"typ": "dpop+jwt"}, False),
        ({"typ": "Bearer"}, {}, True),
        ({"typ": "Refresh"}, {}, False),
        ({"typ": "Offline"}, {}, False),
        ({"typ": "Logout"}, {}, False),
        ({"typ": "DPoP"}, {}, False),
        ({"typ": ["Bearer"]}, {}, False),
        ({"token_use": "access"}, {}, True),
        ({"token_use": "id"}, {}, False),
        ({"tokenType": "refresh-token"}, {}, False),
        ({"TokenType": "access-token", "nonce": "n"}, {}, True),
        ({"nonce": "n"}, {}, False),
        ({"at_hash": "h"}, {}, False),
        ({"c_hash": "h", "typ": "Bearer"}, {}, True),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, {}, False),
        ({"events": {}, "typ": "Bearer"}, {}, False),
    ],
)
async def test_a_token_made_for_something_else_is_no_access_token(
    claims: dict[str, Any], header: dict[str, Any], is_taken: bool
) -> None:
    claims = {"roles": ["officer"]} | claims
    if is_taken:
        assert (await identity_by(claims, **header)).roles == (Role.OFFICER,)
    else:
        assert (await refusal_of(claims, **header)).code == "token_purpose"


@pytest.mark.parametrize(("seconds", "is_taken"), [(-59, True), (-61, False)])
@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
async def test_clocks_may_differ_by_a_minute_and_no_more(claim: str, seconds: int, is_taken: bool) -> None:
    with time_machine.travel(utc_now().replace(microsecond=0), tick=False):
        now = int(utc_now().timestamp())
        claims = {"roles": ["officer"], claim: now + seconds if claim == "exp" else now - seconds}
        if is_taken:
            assert (await identity_by(claims)).roles
        else:
            assert (await refusal_of(claims)).code in {"token_expired", "token_invalid"}


async def test_how_far_clocks_may_differ_is_set() -> None:
    late = token({"roles": ["officer"], "exp": int(utc_now().timestamp()) - 10})
    assert (await verifier(leeway=600.0).identity(late)).roles
    with pytest.raises(Problem, match="token_expired"):
        await verifier(leeway=0.0).identity(late)


@pytest.mark.parametrize(
    ("ahead", "is_taken"), [(timedelta(days=30), True), (timedelta(days=32), False), (timedelta(days=365_000), False)]
)
async def test_a_token_that_would_hold_for_months_is_refused(ahead: timedelta, is_taken: bool) -> None:
    claims = {"roles": ["officer"], "exp": utc_now() + ahead}
    if is_taken:
        assert (await identity_by(claims)).roles
    else:
        assert (await refusal_of(claims)).code == "token_lifetime"


MANUAL = (Path(__file__).parents[2] / "docs/identity.md").read_text(encoding="utf-8")
GOOD_TOKEN = json.loads(re.findall(r"```json\n(.+?)```", MANUAL, re.DOTALL)[0])
PROVIDERS = re.findall(r"^## (.+?)$[^#]+?```sh\n(.+?)```", MANUAL, re.MULTILINE | re.DOTALL)
NAMED = sorted(set(re.findall(r"`(HENGXU_[A-Z_]+)", MANUAL)))


async def test_the_good_token_of_the_manual_is_taken() -> None:
    with time_machine.travel(GOOD_TOKEN["iat"] + 1, tick=False):
        of_manual = OidcVerifier(GOOD_TOKEN["iss"], GOOD_TOKEN["aud"], published_keys())
        actor = await of_manual.actor(token(GOOD_TOKEN))
    assert (actor.id, actor.name, actor.role, actor.org) == (SUBJECT, "张三", Role.APPLICANT, BRANCH)


@pytest.mark.parametrize(("provider", "lines"), PROVIDERS, ids=[provider for provider, _ in PROVIDERS])
def test_what_the_manual_sets_for_a_provider_is_taken(
    provider: str, lines: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in lines.splitlines():
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value.strip("'"))
    set_so = Settings()
    assert unknown_variables(re.findall(r"^\w+", lines, re.MULTILINE), Settings.model_fields) == {}
    assert isinstance(verifier_for(set_so), OidcVerifier)
    assert set_so.offers_sign_in


def test_the_manual_tells_of_four_providers_and_of_every_setting_of_claims() -> None:
    assert len(PROVIDERS) == 4
    assert unknown_variables(NAMED, Settings.model_fields) == {}
    of_claims = {f"HENGXU_OIDC_{name.upper()}" for name in ClaimReader.__dataclass_fields__}
    assert of_claims - set(NAMED) == set()


def test_the_manual_tells_what_a_refused_token_is_told() -> None:
    codes = {"role_not_chosen", "role_not_held", "claim_unclear", "role_missing", "organisation_missing"}
    codes |= {code for code in PROBLEM_REASONS if code.startswith(("token_", "district_"))} - {"token_missing"}
    assert {code for code in codes if f"`{code}`" not in MANUAL} == set()


def encoded(part: Any) -> str:
    """A part of a token, whatever it is."""
    written = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def good(**claims: Any) -> dict[str, Any]:
    """What would be taken, were it the provider's."""
    now = int(utc_now().timestamp())
    usual = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "iat": now, "exp": now + 600, "roles": ["approver"]}
    return usual | claims


PUBLIC = KEY.public_key()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SECRETS = (
    PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    PUBLIC.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
    json.dumps(jwt.algorithms.ECAlgorithm.to_jwk(PUBLIC, as_dict=True)).encode(),
    b"one",
    b"",
    b"secret",
)
"""What somebody may take for the key of a message authentication code, since everybody knows it."""
STRANGERS: dict[str, Any] = {
    "ES256": STRANGER,
    "RS256": RSA,
    "PS512": RSA,
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
}
OWN_KEY = {"jwk": jwt.algorithms.ECAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)}
NOTHING_SIGNED = (b"", bytes(64), b"\x00", b"\xff" * 64, bytes(63) + b"\x01", b"\x30\x06\x02\x01\x00\x02\x01\x00")


def signed(payload: bytes) -> str:
    """By the provider's own key, whatever it is."""
    return jwt.PyJWS().encode(payload, KEY, "ES256", {"kid": "one"})


@st.composite
def unsigned(draw: st.DrawFn) -> str:
    algorithm = draw(st.sampled_from(["none", "None", "NONE", "nOnE", "", None, *OIDC_ALGORITHMS, "HS256", "ES256K"]))
    signature = draw(st.sampled_from(NOTHING_SIGNED) | st.binary(max_size=80))
    return ".".join((encoded({"alg": algorithm, "kid": "one"}), encoded(good()), encoded(signature)))


@st.composite
def authenticated_by_what_everybody_knows(draw: st.DrawFn) -> str:
    algorithm, hashed = draw(
        st.sampled_from([("HS256", hashes.SHA256()), ("HS384", hashes.SHA384()), ("HS512", hashes.SHA512())])
    )
    stated = draw(st.sampled_from([algorithm, "ES256", "RS256", "none"]))
    stated_and_claimed = f"{encoded({'alg': stated, 'kid': 'one'})}.{encoded(good())}"
    code = hmac.HMAC(draw(st.sampled_from(SECRETS)) or b"\x00", hashed)
    code.update(stated_and_claimed.encode())
    return f"{stated_and_claimed}.{encoded(code.finalize())}"


@st.composite
def signed_by_a_stranger(draw: st.DrawFn) -> str:
    algorithm = draw(st.sampled_from(sorted(STRANGERS)))
    headers: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"kid": "one"},
                {},
                {"kid": "one", **OWN_KEY},
                {"kid": "../../dev/null", **OWN_KEY},
                {"kid": "one", "jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/chain"},
                {"kid": "one", "crit": ["exp"], "exp": 1},
                {"kid": "one' OR '1'='1"},
            ]
        )
    )
    return jwt.encode(good(), STRANGERS[algorithm], algorithm, headers)


@st.composite
def altered(draw: st.DrawFn) -> str:
    """One that was the provider's, until somebody changed it."""
    header, payload, signature = token({"roles": ["officer"]}).split(".")
    more = {"roles": ["approver"], "sub": draw(st.text(min_size=1, max_size=9))}
    way = draw(st.integers(0, 5))
    if way == 0:
        payload = encoded(good(**more))
    elif way == 1:
        header = encoded({"alg": draw(st.sampled_from(OIDC_ALGORITHMS)), "kid": "one", "typ": "at+jwt"})
    elif way == 2:
        raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
        raw[draw(st.integers(0, len(raw) - 1))] ^= draw(st.integers(1, 255))
        signature = encoded(bytes(raw))
    elif way == 3:
        signature = signature[: draw(st.integers(0, len(signature) - 2))]
    elif way == 4:
        return ".".join(draw(st.permutations([header, payload, signature]))[: draw(st.integers(1, 2))])
    else:
        return f"{header}.{payload}.{signature}.{encoded(good())}"
    return f"{header}.{payload}.{signature}"


ODD = st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5), st.just([]), st.just({}), st.just([[]]))
WRONG_CLAIMS: dict[str, st.SearchStrategy[Any]] = {
    "iss": ODD | st.sampled_from([f"{ISSUER}//", f"{ISSUER}/x", "https://idp.example", ISSUER.upper(), f" {ISSUER}"]),
    "aud": ODD | st.sampled_from(["account", "Hengxu", "hengxu ", ["account"], [["hengxu"]], {"hengxu": 1}]),
    "exp": st.none() | st.sampled_from([0, -1, 2**53, 10**30, True, "soon", [1], {}, float("nan"), float("inf")]),
    "nbf": st.sampled_from([2**40, 10**30, "soon", [], {}, float("inf")]),
    "iat": st.sampled_from([2**40, 10**30, "now", [], {}, float("nan")]),
    "sub": ODD.filter(lambda subject: not isinstance(subject, str)) | st.sampled_from(["", " ", "\u200b", 1.5, [1]]),
    "roles": ODD | st.sampled_from(["system", ["system"], "Officer", ["officer "[:-1] + "\u200b"], {"officer": True}]),
    "typ": st.sampled_from(["ID", "Refresh", "Offline", "Logout", "at+jwt+x", 1, True, ["Bearer"]]),
    "nonce": st.text(max_size=5) | st.integers(),
    "center": st.sampled_from([["a", "b"], {"x": "y"}, True, 1.5]),
    "org": st.sampled_from(["某院", "12310000425000001X", [INSTITUTE, BRANCH], {"a": 1}, False]),
}


@st.composite
def signed_with_a_wrong_claim(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(sorted(WRONG_CLAIMS)))
    wrong = draw(WRONG_CLAIMS[name].filter(lambda value: value != good().get(name)))
    return signed(json.dumps(good(**{name: wrong})).encode())


@st.composite
def signed_with_no_claims(draw: st.DrawFn) -> str:
    """What the provider would have to sign by mistake."""
    nested = st.just(b"[" * 2_000) | st.just(b'{"a":' * 2_000) | st.just(b"\xff\xfe{}") | st.binary(max_size=30)
    return signed(draw(nested | ODD.map(lambda claims: json.dumps(claims).encode())))


@st.composite
def without_a_claim(draw: st.DrawFn) -> str:
    left_out = draw(st.sampled_from(["iss", "sub", "aud", "exp", "roles"]))
    return token(good(**{left_out: None}))


@st.composite
def for_another_purpose(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["logout+jwt", "id+jwt", "secevent+jwt", "dpop+jwt", "JWE", "at+jwt "[:2]]))
    return token(good(), typ=kind)


FORGED = st.one_of(
    unsigned(),
    authenticated_by_what_everybody_knows(),
    signed_by_a_stranger(),
    altered(),
    signed_with_a_wrong_claim(),
    signed_with_no_claims(),
    without_a_claim(),
    for_another_purpose(),
    st.text(max_size=60),
    st.lists(st.binary(max_size=20), min_size=3, max_size=5).map(lambda parts: ".".join(map(encoded, parts))),
)
TRIED = verifier()


def test_what_the_forgers_begin_with_would_be_taken() -> None:
    assert asyncio.run(TRIED.identity(token(good()))).roles == (Role.APPROVER,)


@given(FORGED)
@hypothesis_settings(max_examples=1_000, deadline=None)
def test_of_a_thousand_forged_and_odd_tokens_none_is_taken(forged: str) -> None:
    with pytest.raises(Problem) as refused:
        asyncio.run(TRIED.identity(forged))
    assert refused.value.status in {401, 403}


def test_a_map_to_what_there_is_not_starts_nothing() -> None:
    for wrong in (
        {"oidc_role_values": {"钟": "system"}},
        {"oidc_role_values": {"经办": "clerk"}},
        {"oidc_role_values": '{"a": "officer", "a": "approver"}'},
        {"oidc_role_claims": " , "},
        {"oidc_org_values": {"某院": "123"}},
        {"oidc_district_values": {"苏州": "suzhou"}},
    ):
        with pytest.raises(ValidationError):
            Settings.model_validate(wrong)
