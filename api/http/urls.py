"""Addresses of centers, and which texts can be the id of one."""

import re
from typing import Annotated

from fastapi import Depends

from api.http.problems import center_unknown
from domain.kernel.messages import BUREAU_STREAMS

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_center_id(text: str) -> bool:
    """Whether a center could have this id; a stream of the bureau is none."""
    return text not in BUREAU_STREAMS and _SLUG.fullmatch(text) is not None


async def center_id(center_id: str) -> str:
    """The id in the address; 404 for a text that no center could have."""
    if not is_center_id(center_id):
        raise center_unknown()
    return center_id


CenterId = Annotated[str, Depends(center_id)]


def center_url(center_id: str) -> str:
    """Where a center is found."""
    return f"/api/v1/centers/{center_id}"
