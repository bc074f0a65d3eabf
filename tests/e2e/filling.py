"""A form of the console filled in by hand: row after row, field after field, files sent in."""

from playwright.sync_api import Locator, Page, expect

from api.console.decide.forms.from_models import form_of
from tests.lives import Body, command_of, stated

MOVED = "您打开表单以后，这里又有了新的记录"
COUNT = ".n"
"""What the name of a list's length ends with."""


def decide(page: Page, body: Body) -> None:
    """Fills in the form on the page, checks the answers, confirms what is doubtful and signs; ends at the receipt."""
    fill_in(page, body)
    check, sign = page.locator("form.sheet .actions button[value='check']"), page.locator("button[value='sign']")
    receipt = page.get_by_text("已记入台账")
    check.click()
    expect(sign.or_(check).first, _said_on(page)).to_be_visible()
    while not receipt.is_visible():
        confirm(page)
        (check if _has_moved(page) else sign).click()
        expect(receipt.or_(sign).or_(page.get_by_text(MOVED)).first, _said_on(page)).to_be_visible()


def confirm(page: Page) -> None:
    """Ticks whatever is doubtful on the check page, and says why it is right."""
    ticks = page.locator("input[type='checkbox'][name='confirmed.doubts']")
    for tick in ticks.all():
        tick.check()
    if ticks.count():
        page.locator("textarea[name='confirmed.reason']").fill("据书面材料补录")


def _has_moved(page: Page) -> bool:
    """Whether the clock had something to say meanwhile: a life of the past is caught up with while it is entered."""
    return page.get_by_text(MOVED).is_visible()


def _said_on(page: Page) -> str:
    return page.locator("main").inner_text()[:600]


def fill_in(page: Page, body: Body) -> None:
    """Every answer of the body into its field."""
    form = form_of(type(command_of(body)))
    pairs = list(form.flat(form.answer(stated(body)), ""))
    for name, count in pairs:
        if name.endswith(COUNT):
            _rows(page, name.removesuffix(COUNT), int(count))
    for name, text in pairs:
        if text and not name.endswith(COUNT):
            _answer(page, name, text)


def _rows(page: Page, name: str, count: int) -> None:
    wanted = page.locator(f"button[value='add:{name}']")
    have = int(page.locator(f"input[name='{name}{COUNT}']").get_attribute("value") or "0")
    for row in range(have, count):
        _open_folds(wanted)
        wanted.click()
        expect(page.locator(f"[id='q-{name}.{row}']")).to_be_attached()


def _answer(page: Page, name: str, text: str) -> None:
    if name == "lead" and page.locator("form.sheet input[type='radio'][name='lead']").count():
        ids = page.locator("form.sheet input[name^='experts.'][name$='.id']").all()
        place = next(place for place, field in enumerate(ids) if field.input_value() == text)
        page.locator(f"form.sheet [name='lead'][value='experts.{place}']").check()
        return
    field = page.locator(f"form.sheet [name='{name}']")
    if page.locator(f"input[type='file'][name='{name}.file']").count():
        field = page.locator(f"input[type='file'][name='{name}.file']")
        field.set_input_files({"name": "文件.pdf", "mimeType": "application/pdf", "buffer": f"%PDF {name}".encode()})
        return
    kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    if kind == "hidden":
        return
    _open_folds(field.first)
    if kind == "select":
        field.select_option(text)
    elif kind in {"radio", "checkbox"}:
        page.locator(f"form.sheet [name='{name}'][value='{text}']").check()
    else:
        field.fill(text)


def _open_folds(inside: Locator) -> None:
    inside.evaluate(
        "one => { for (let fold = one.closest('details'); fold; fold = fold.parentElement.closest('details'))"
        " fold.open = true }"
    )
