"""How a program that spoke to Temporal ends."""

import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn


def exit_process(status: int) -> NoReturn:
    """Ends the process with this exit status, everything said, and the interpreter not taken down.

    Threads of Temporal's core may still be at work, and one that calls into an interpreter on its way down brings the
    process down with it, whatever its exit status was to be (temporalio/sdk-python#300).
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
