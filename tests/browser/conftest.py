"""A real browser over real pages. Skips, saying why, where there is none."""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "unit" / "report"))

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Quiet: the browser asks nothing of any network, and runs in a container.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="pip install playwright (no browser download needed)"
    )
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if executable is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts_of_the_package(tmp_path_factory.mktemp("fonts")))}
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=executable, args=ARGUMENTS, env=environment)
        yield opened
        opened.close()


def fonts_of_the_package(folder):
    """A fontconfig that also knows the Chinese font that govtext depends on: a bare machine has none."""
    from govtext.report.fonts import chinese_font

    place = Path(str(chinese_font().get_file())).parent
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{place}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="session")
def pages(tmp_path_factory, lexicons):
    """Name → index.html: a plain study, one with hostile texts in every field, one without texts, a large one."""
    import small_study

    from govtext.settings import ReportSettings

    studies = {
        "plain": small_study.inputs(),
        "hostile": small_study.inputs(size=30, hostile=small_study.HOSTILE),
        "empty": small_study.no_texts(),
        "large": small_study.inputs(size=7600),
    }
    made = {}
    for name, study in studies.items():
        folder = tmp_path_factory.mktemp(name)
        small_study.write_report(folder, study, ReportSettings(), lexicons, ("index.html",))
        made[name] = folder / "index.html"
    return made


@pytest.fixture
def visit(browser):
    """visit(file) opens a page, waits until it is ready, and fails if the console says anything at the end."""
    said, contexts = [], []

    def open_page(file, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None,
        )
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
