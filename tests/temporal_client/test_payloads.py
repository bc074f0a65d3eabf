"""The codec: what it encrypts nobody else reads, and nothing that it is given makes it raise."""

import logging

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from temporal_client.payload_keys import PayloadKey
from temporal_client.payload_usage import _payloads
from temporal_client.payloads import ENCRYPTED, KEY_ID, EncryptionCodec, converter_with

A, B = PayloadKey("k-a", b"a" * 32), PayloadKey("k-b", b"b" * 32)
CODEC = EncryptionCodec([B, A])
METADATA = st.dictionaries(
    st.sampled_from(["encoding", KEY_ID, "messageType"]),
    st.sampled_from([ENCRYPTED, b"json/plain", b"k-a", b"k-b", b""]) | st.binary(max_size=12),
)
PAYLOADS = st.builds(Payload, metadata=METADATA, data=st.binary(max_size=80))


@given(st.lists(PAYLOADS, max_size=4))
async def test_whatever_comes_in_is_passed_on_and_nothing_is_raised(payloads: list[Payload]) -> None:
    assert await CODEC.decode(payloads) == payloads


@given(st.lists(PAYLOADS, max_size=4))
async def test_what_was_encrypted_is_read_again_also_after_a_rotation(payloads: list[Payload]) -> None:
    under_the_old = await EncryptionCodec([A]).encode(payloads)
    assert await CODEC.decode(under_the_old) == payloads
    assert await CODEC.decode(await CODEC.encode(payloads)) == payloads


async def test_the_first_key_encrypts_and_no_payload_looks_like_another() -> None:
    one, two = await CODEC.encode([Payload(data=b"the same")] * 2)
    assert one.metadata[KEY_ID] == b"k-b"
    assert one.data != two.data
    assert b"the same" not in one.data


@given(st.data())
async def test_a_payload_that_was_changed_anywhere_is_not_opened(data: st.DataObject) -> None:
    [good] = await CODEC.encode([Payload(metadata={"encoding": b"json/plain"}, data=b"1")])
    place = data.draw(st.integers(0, len(good.data) - 1))
    changed = bytearray(good.data)
    changed[place] ^= data.draw(st.integers(1, 255))
    forged = Payload(metadata=good.metadata, data=bytes(changed))
    assert await CODEC.decode([forged]) == [forged]


async def test_a_payload_under_the_name_of_another_key_is_not_opened() -> None:
    twins = EncryptionCodec([PayloadKey("k-a", A.secret), PayloadKey("k-c", A.secret)])
    [good] = await EncryptionCodec([A]).encode([Payload(data=b"1")])
    renamed = Payload(metadata={"encoding": ENCRYPTED, KEY_ID: b"k-c"}, data=good.data)
    assert await twins.decode([renamed]) == [renamed]


async def test_the_log_says_once_a_minute_what_cannot_be_opened_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "hengxu.temporal")
    strange = Payload(metadata={"encoding": ENCRYPTED, KEY_ID: b"k\n2026-01-01 INFO all is well" * 40}, data=b"")
    await EncryptionCodec([A]).decode([strange] * 100)
    [record] = caplog.records
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 300


async def failed(*details: str) -> Failure:
    """What went wrong, encoded."""
    failure = Failure()
    await converter_with([A]).encode_failure(ApplicationError("张三 could not be written", *details), failure)
    return failure


async def test_a_failure_is_told_in_full_to_who_has_the_key_and_to_nobody_else() -> None:
    for name in ("张三", "李四"):
        assert name.encode() not in (await failed("李四")).SerializeToString()
    assert str(await converter_with([A]).decode_failure(await failed("李四"))) == "张三 could not be written"
    assert str(await converter_with([B]).decode_failure(await failed())) == "Encoded failure"


async def test_without_keys_everything_is_as_it_was_before_there_were_any() -> None:
    [payload] = await converter_with([]).encode(["决定"])
    assert (payload.metadata["encoding"], payload.data) == (b"json/plain", '"决定"'.encode())


def test_every_payload_in_a_message_is_found() -> None:
    inner = Failure(encoded_attributes=Payload(data=b"1"))
    inner.application_failure_info.details.payloads.append(Payload(data=b"2"))
    message: Message = Failure(cause=inner, encoded_attributes=Payload(data=b"3"))
    assert sorted(payload.data for payload in _payloads(message)) == [b"1", b"2", b"3"]
