"""Somebody at the console, whose clicks and typed fields are counted."""

from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.e2e.jobs import JOBS


@dataclass
class Desk:
    """Somebody at a page, whose clicks and typed fields are counted."""

    page: Page
    clicks: int = 0
    fields: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def fill(self, name: str, text: str) -> None:
        self.type_into(self.page.locator(f"form.sheet [name='{name}']"), text)

    def type_into(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.fields += 1

    def has_done(self, job: str) -> None:
        """It took as many clicks and typed fields as its row says."""
        assert (self.clicks, self.fields) == (JOBS[job].clicks, JOBS[job].fields)

    def sign(self) -> None:
        """Checks the answers and signs; ends at the receipt."""
        self.click(self.page.locator("form.sheet .actions button[value='check']"))
        self.click(self.page.locator("button[value='sign']"))
        expect(self.page.locator(".notice-good")).to_be_visible()

    def download(self, what: Locator, folder: Path) -> str:
        """Clicks; the text of the workbook that comes."""
        with self.page.expect_download() as taken:
            self.click(what)
        file = folder / taken.value.suggested_filename
        taken.value.save_as(file)
        rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)
