"""Which search attributes a namespace knows, and how it learns them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from workflows.visibility import SEARCH_ATTRIBUTES

PATIENCE = timedelta(seconds=3)
"""How long a namespace may take to say what it knows: less than a recording may take."""
KEEPS_IT_TO_ITSELF = (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED)


async def missing_search_attributes(client: Client) -> list[str]:
    """Names of the search attributes that the client's namespace doesn't know; all of them where it doesn't tell which
    it has. Raises ``RPCError`` while Temporal is away.
    """
    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        listed = await client.operator_service.list_search_attributes(request, timeout=PATIENCE)
    except RPCError as error:
        if error.status not in KEEPS_IT_TO_ITSELF:
            raise
        return [key.name for key in SEARCH_ATTRIBUTES]
    return [key.name for key in SEARCH_ATTRIBUTES if key.name not in listed.custom_attributes]


async def add_search_attributes(client: Client, keys: Iterable[SearchAttributeKey[Any]]) -> None:
    """Makes the client's namespace know them. Raises ``RPCError``, also where it knows one already."""
    types = {key.name: IndexedValueType.ValueType(key.indexed_value_type.value) for key in keys}
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
    )
