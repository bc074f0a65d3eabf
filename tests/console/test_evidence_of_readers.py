"""Who is concerned by a center takes along the evidence of what they see; to everybody else there is none."""

from pathlib import Path

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from evidence import verify
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import ACTORS, BY_EXPERT, SUCCESSOR, path_to

PARTIES = (Role.APPLICANT, Role.DISTRICT, BY_EXPERT["expert-1"])
OTHERS = (
    Actor(id="else", name="他人", role=Role.APPLICANT, org=SUCCESSOR["uscc"]),
    Actor(id="far", name="远", role=Role.DISTRICT, district="chongming"),
    Actor(id="expert-9", name="别人", role=Role.EXPERT),
    ACTORS[Role.OPERATOR],
)


async def test_each_takes_along_what_they_see_and_nobody_elses_anything(quiet_house: House, tmp_path: Path) -> None:
    building = path_to(Phase.CONSTRUCTION)
    address = f"/console/centers/{quiet_house.center_after(building[:-1])}/bundle.zip"
    public = f"/console/centers/{quiet_house.center_after(building)}/bundle.zip"
    quiet_house.prove()
    for reader in (*PARTIES, Role.OFFICER, Role.AUDITOR):
        async with browser_of(quiet_house, reader) as browser:
            answer = await browser.get(address)
        assert answer.headers["content-type"] == "application/zip", reader
        bundle = tmp_path / "bundle.zip"
        bundle.write_bytes(answer.content)
        assert (verify.check(bundle).withheld is None) == (reader in (Role.OFFICER, Role.AUDITOR))
    for other in OTHERS:
        async with browser_of(quiet_house, other) as browser:
            nowhere = await browser.get("/console/centers/t-nowhere/bundle.zip")
            for path in (address, public):
                refused = await browser.get(path)
                Page.of(refused, 404)
                assert _without_address(refused.text) == _without_address(nowhere.text)


def _without_address(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "/console/centers/" not in line)
