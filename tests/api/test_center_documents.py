"""The files of a center, as its reader sees what names them."""

from hashlib import sha256
from urllib.parse import quote

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import V1, House, assert_problem
from tests.domain.occasions import under_construction
from tests.lives import BY_EXPERT, Body, life_in
from tests.releases.stories import JOINTLY

PAPER = b"notes of a meeting"


async def test_every_file_of_the_history_is_listed_with_what_names_it_and_whether_it_is_kept(
    quiet_house: House,
) -> None:
    digest = sha256(PAPER).hexdigest()
    sent = quiet_house.bearer(Role.OFFICER) | {"Content-Type": "application/pdf"}
    assert (await quiet_house.http.post(f"{V1}/documents", content=PAPER, headers=sent)).status_code == 201
    changes = {"submit_application": {"task_book": {"sha256": digest, "title": "筹建任务书（签章）"}}}
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION, changes))
    listed = (await quiet_house.get(f"/centers/{center}/documents")).json()
    by_title = {item["title"]["zh"]: item for item in listed["items"]}
    assert {"筹建申报书", "筹建任务书（签章）", "区人民政府同意函"} <= by_title.keys()
    assert (listed["total"], listed["next_cursor"]) == (len(listed["items"]), None)
    kept, other = by_title["筹建任务书（签章）"], by_title["筹建申报书"]
    assert (kept["sha256"], kept["size"], kept["media_type"]) == (digest, len(PAPER), "application/pdf")
    assert (await quiet_house.http.get(kept["url"], headers=sent)).content == PAPER
    assert kept["event"]["type"] == "ApplicationSubmitted"
    assert (kept["event"]["clause"], kept["event"]["precision"]) == ("3.4.1", "day")
    events = (await quiet_house.get(f"/centers/{center}/events")).json()["items"]
    (named,) = [event for event in events if event["position"] == kept["event"]["position"]]
    assert named["effective_on"] == kept["event"]["on"]
    assert (other["kept"], other["size"], other["media_type"], other["url"]) == (False, None, None, None)


async def test_files_come_page_by_page(quiet_house: House) -> None:
    center = quiet_house.take_up(under_construction())
    whole = (await quiet_house.get(f"/centers/{center}/documents")).json()
    found: list[object] = []
    cursor = ""
    while True:
        page = (await quiet_house.get(f"/centers/{center}/documents?limit=1{cursor}")).json()
        assert page["total"] == whole["total"] > 1
        found += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={quote(page['next_cursor'])}"
    assert found == whole["items"]
    assert_problem(await quiet_house.get(f"/centers/{center}/documents", cursor="no cursor"), 422, "cursor_invalid")


async def test_a_file_that_is_withheld_with_what_names_it_is_not_listed(quiet_house: House) -> None:
    evidence = [
        {"uscc": "91310000132203002T", "area": area, "statement": "已落实", "document": "e" * 64}
        for area in ("personnel", "funds", "equipment", "projects", "intellectual_property")
    ]
    own = [one | {"uscc": "123100004250000064", "document": "f" * 64} for one in evidence]
    changes: dict[str, Body] = {"register_center": JOINTLY, "submit_application": {"evidence": [*evidence, *own]}}
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION, changes))
    for caller, sees in ((Role.AUDITOR, True), (Role.APPLICANT, True)):
        listed = (await quiet_house.get(f"/centers/{center}/documents", caller)).json()["items"]
        assert ({item["sha256"] for item in listed} >= {"e" * 64, "f" * 64}) == sees
    stranger = next(iter(BY_EXPERT.values())).model_copy(update={"id": "expert-99"})
    assert_problem(await quiet_house.get(f"/centers/{center}/documents", stranger), 404, "center_unknown")


async def test_a_center_that_is_not_there_has_no_files(quiet_house: House) -> None:
    assert_problem(await quiet_house.get("/centers/t-none/documents"), 404, "center_unknown")
