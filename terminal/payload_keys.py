"""`hengxu payload-keys`: the keys by which what Temporal keeps is encrypted, and which of them are still needed."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence

from temporalio.service import RPCError

from domain.kernel.base import Label
from settings import Settings
from temporal_client.client import connect
from temporal_client.payload_keys import PayloadKey, payload_keys
from temporal_client.payload_usage import key_usage
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_json, print_line
from terminal.language import words
from terminal.layout import print_table
from terminal.recovery import WAIT_FOR_TEMPORAL
from terminal.starting import temporal_away

Usage = Mapping[str, frozenset[str]]
Row = tuple[str, Label, Sequence[str]]


def print_new_key() -> int:
    """A fresh key as a line of the file."""
    print_line(str(PayloadKey.new()))
    return DONE


def list_keys(settings: Settings, *, as_json: bool) -> int:
    """Each key of the file, what it is for, and how many running workflows have something under it (as JSON: which);
    those that are needed and not there at last. A key that none needs can be taken out of the file.
    """
    keys = payload_keys(settings)
    if not keys:
        raise CommandError(wording.NO_PAYLOAD_KEYS)
    usage = asyncio.run(_usage(settings, [key.id for key in keys]))
    rows = list(_rows(keys, usage))
    if as_json:
        print_json([{"id": name, "use": use._asdict(), "workflows": needing} for name, use, needing in rows])
    else:
        shown = ((name, words(use), str(len(needing))) for name, use, needing in rows)
        print_table(words(wording.PAYLOAD_KEYS), wording.PAYLOAD_KEY_COLUMNS, shown)
    return NO if any(use is wording.KEY_NOT_IN_FILE for _, use, _ in rows) else DONE


async def _usage(settings: Settings, known: Collection[str]) -> Usage:
    try:
        async with asyncio.timeout(WAIT_FOR_TEMPORAL):
            client = await connect(settings)
        return await key_usage(client, known)
    except (RPCError, RuntimeError, TimeoutError) as error:
        raise temporal_away(settings, error) from None


def _rows(keys: Sequence[PayloadKey], usage: Usage) -> Iterator[Row]:
    uses = [wording.ENCRYPTS, *(wording.DECRYPTS for _ in keys[1:])]
    yield from ((key.id, use, sorted(usage.get(key.id, ()))) for key, use in zip(keys, uses, strict=True))
    known = {key.id for key in keys}
    yield from ((name, wording.KEY_NOT_IN_FILE, sorted(usage[name])) for name in sorted(usage.keys() - known))
