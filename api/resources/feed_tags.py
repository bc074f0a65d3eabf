"""What the feeds were that programs ask for again and again, so that nothing is read while nothing has changed."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

KEPT = 1_000
"""Feeds of which it is remembered what they were."""


@dataclass
class FeedTags:
    """The tag of each feed as this process last made it, by all that it is made by."""

    tags: OrderedDict[Hashable, str] = field(default_factory=OrderedDict)

    def get(self, key: Hashable) -> str | None:
        """The tag, if it is remembered."""
        return self.tags.get(key)

    def keep(self, key: Hashable, tag: str) -> None:
        """Remembers it; the oldest are forgotten."""
        self.tags[key] = tag
        while len(self.tags) > KEPT:
            self.tags.popitem(last=False)
