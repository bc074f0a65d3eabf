"""``python -m tests.bench.imports [centers]``: workflows of so many fresh centers are begun while somebody decides
about another center; the seconds from the decision to its receipt.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from embedded.temporal import until_ready
from ledger.migrations import migrate
from ledger.opening import open_ledger
from recovery.recovering import living_centers, start_workflows
from tests.bench.memory import take_up
from tests.bench.processes import environment_of, running
from tests.lives import commands
from tests.temporal import Installation, running_server, settings_for

CENTERS = 300
PAUSE = 0.3
"""Seconds between two decisions."""
SAY = commands()


async def imports(centers: int) -> None:
    """Says how long decisions took meanwhile."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "temporal.sqlite3") as server:
        settings = settings_for(Path(folder), server.address)
        migrate(settings.ledger)
        take_up(settings)
        house = Installation(settings, await until_ready(settings), open_ledger(settings.ledger))
        fresh = list(living_centers(house.ledger))[:centers]
        with running(environment_of(settings), "-m", "worker"):
            center = f"c-{uuid4().hex[:8]}"
            await house.take(center, {**SAY["register_center"], "center_id": center})
            began, waits = time.perf_counter(), list[float]()
            starting = asyncio.create_task(start_workflows(house.client, settings, fresh))
            while not starting.done():
                sent = time.perf_counter()
                await house.take(center, SAY["submit_industry_research"])
                waits.append(time.perf_counter() - sent)
                await asyncio.sleep(PAUSE)
            sys.stdout.write(
                f"{len(fresh)} workflows begun in {time.perf_counter() - began:.0f} s; {len(waits)} decisions, "
                f"median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s\n"
            )
        house.ledger.close()


if __name__ == "__main__":
    asyncio.run(imports(int(sys.argv[1]) if len(sys.argv) > 1 else CENTERS))
