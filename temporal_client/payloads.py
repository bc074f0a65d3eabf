"""How values become what Temporal keeps, and are read again: for every client, worker and replayer.

Where keys are set, everything but names, ids and search attributes is encrypted (AES-256-GCM). Nothing here raises for
what came in: a payload that can't be opened is passed on as it is, and whoever expects a decision refuses it on record.
"""

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from settings import Settings
from temporal_client.payload_keys import PayloadKey, payload_keys

log = logging.getLogger("hengxu.temporal")

ENCRYPTED = b"binary/encrypted"
KEY_ID = "encryption-key-id"
"""The encoding and the member of the metadata by which other programs, too, know an encrypted payload and its key."""
NONCE = 12
"""Bytes of the random nonce before the ciphertext; good for some 2^32 payloads of one key (NIST SP 800-38D)."""
SILENCE = 60.0
"""Seconds between two lines of the log about what couldn't be opened: anybody who may signal can cause them."""


def data_converter(settings: Settings) -> DataConverter:
    """The converter of an installation. Raises ``PayloadKeysWrong``."""
    return converter_with(payload_keys(settings))


def converter_with(keys: Sequence[PayloadKey]) -> DataConverter:
    """The converter that encrypts by the first of the keys, with messages and traces of failures; by none, in plain."""
    return InlineDataConverter(
        payload_converter_class=PydanticPayloadConverter,
        payload_codec=EncryptionCodec(keys) if keys else None,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes if keys else DefaultFailureConverter,
    )


@dataclass(frozen=True)
class InlineDataConverter(DataConverter):
    """Knows no external storage, and passes on what claims to lie in one.

    The SDK raises for such a claim before anything of ours sees it: a signal with two words of metadata would block its
    workflow for ever.
    """

    async def _decode_reference_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)

    async def _external_retrieve_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)


def is_encrypted(payload: Payload) -> bool:
    """Whether it is as Temporal keeps it, or as no key has opened it."""
    return payload.metadata.get("encoding") == ENCRYPTED


class EncryptionCodec(PayloadCodec):
    """Encrypts by the first key, decrypts by all; what is plain stays readable."""

    def __init__(self, keys: Sequence[PayloadKey]) -> None:
        self._ciphers: Mapping[bytes, AESGCM] = {key.id.encode(): AESGCM(key.secret) for key in keys}
        self._first = next(iter(self._ciphers))
        self._quiet_until = 0.0

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload, metadata and all, inside another."""
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload as it was; a plain one, and one that can't be opened, as it is. Raises nothing."""
        return [self._opened(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE)
        text = self._ciphers[self._first].encrypt(nonce, payload.SerializeToString(), self._first)
        return Payload(metadata={"encoding": ENCRYPTED, KEY_ID: self._first}, data=nonce + text)

    def _opened(self, payload: Payload) -> Payload:
        if not is_encrypted(payload):
            return payload
        key_id = payload.metadata.get(KEY_ID, b"")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            self._say(key_id, "its key is not in HENGXU_TEMPORAL_KEYS_FILE; if it was retired too early, put it back")
            return payload
        try:
            text = cipher.decrypt(payload.data[:NONCE], payload.data[NONCE:], key_id)
            return Payload.FromString(text)
        except (InvalidTag, ValueError, DecodeError):
            self._say(key_id, "it was changed on the way, or encrypted by another key of the same id")
            return payload

    def _say(self, key_id: bytes, why: str) -> None:
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + SILENCE
            log.warning("A payload under the key %.80r can't be opened: %s (docs/operations.md)", key_id, why)
