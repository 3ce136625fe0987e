"""The page in a real browser: no network, no overflow, no error."""

import os
import shutil
from pathlib import Path

import pytest

from chimera_nb.report import write_report

from .test_report import report_notebook, save

BROWSER = next(
    filter(
        None,
        map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    ),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
VIEWS = {
    "light": {"width": 1280, "scheme": "light", "media": "screen"},
    "dark": {"width": 1280, "scheme": "dark", "media": "screen"},
    "narrow": {"width": 390, "scheme": "light", "media": "screen"},
    "print": {"width": 794, "scheme": "light", "media": "print"},
}


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if BROWSER is None:
        pytest.skip("needs a Chromium of the system; none on the PATH")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield running
        running.close()


@pytest.mark.parametrize("name", VIEWS)
def test_the_page_shows_whole_and_asks_for_nothing(browser, tmp_path, name):
    view = VIEWS[name]
    page_path = write_report(save(report_notebook(), tmp_path)).html
    context = browser.new_context(
        offline=True,
        viewport={"width": view["width"], "height": 900},
        color_scheme=view["scheme"],
    )
    try:
        page = context.new_page()
        requests, complaints = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(page_path.as_uri())
        page.emulate_media(media=view["media"], color_scheme=view["scheme"])
        asked = [url for url in requests if not url.startswith("data:")]
        assert asked == [page_path.as_uri()]
        assert complaints == []
        root = "document.documentElement."
        assert page.evaluate(f"{root}scrollWidth <= {root}clientWidth")
        images = page.evaluate(
            "[...document.images].map(each => [each.alt, each.naturalWidth])"
        )
        assert images
        assert all(alt and width for alt, width in images)
        if view["media"] == "print":
            assert page.locator("details table").is_visible()
            assert not page.locator("nav").is_visible()
        folder = os.environ.get("CHIMERA_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        mark = page.locator(".supported[tabindex]").first
        mark.focus()
        tip = mark.evaluate("each => getComputedStyle(each, '::after').content")
        assert ("compile.csv" in tip) == (view["media"] == "screen")
        if folder and view["media"] == "screen":
            page.screenshot(path=Path(folder) / f"{name}-focus.png")
    finally:
        context.close()
