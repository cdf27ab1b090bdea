import collections
import itertools
import json
import re
import time
from pathlib import Path

import pytest
import small_study

SECTIONS = ["overview", "keywords", "topics", "problems", "issues", "replies", "policies", "messages"]


def whole(page):
    """Build every section, as for printing."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    return page


def found(page):
    """How many messages the page says it found, once it has finished searching."""
    page.wait_for_selector("#found[data-done=yes]")
    return int("".join(one for one in page.inner_text("#found").split("，")[0].split(" of ")[0] if one.isdigit()))


def option(page, select, start):
    return next(
        text
        for text in page.eval_on_selector_all(f"{select} option", "all => all.map(one => one.textContent)")
        if text.startswith(start)
    )


@pytest.mark.parametrize("name", ["plain", "hostile", "empty", "large"])
def test_every_section_is_built_without_a_word_on_the_console(pages, visit, name):
    page = whole(visit(pages[name]))
    for section in SECTIONS:
        assert page.inner_text(f"#{section}").strip(), section
    assert "undefined" not in page.inner_text("main")
    assert "[object" not in page.inner_text("main")
    assert "NaN" not in page.inner_text("main")


def test_filters_count_what_the_tables_count(pages, visit):
    page = whole(visit(pages["plain"]))
    tables = small_study.tables()
    for select, label, expected in (
        ("#f-problem", "响应迟缓", sum(row["code"] == "slow_response" for row in tables["service_problems"])),
        ("#f-region", "云溪市", sum(row["region"] == "云溪市" for row in tables["documents"])),
        ("#f-request", "咨询", sum(row["request_type"] == "inquiry" for row in tables["request_types"])),
        ("#f-topic", "T1", sum(row["topic_id"] == 1 and row["weight"] == 0.6 for row in tables["document_topics"])),
        ("#f-issue", "2.", sum(row["issue_id"] == "i1" for row in tables["issue_members"])),
    ):
        text = option(page, select, label)
        page.select_option(select, label=text)
        assert f"({expected})" in text
        assert found(page) == expected
        page.select_option(select, value="")
    page.select_option("#f-from", value="2023-03")
    page.select_option("#f-to", value="2023-05")
    assert found(page) == sum(
        (row["date"].year, row["date"].month) in {(2023, 3), (2023, 4), (2023, 5)}
        for row in tables["documents"]
        if row["kind"] == "complaint"
    )


def test_filters_work_together_and_are_cleared(pages, visit):
    page = whole(visit(pages["plain"]))
    page.select_option("#f-region", label=option(page, "#f-region", "云溪市"))
    page.select_option("#f-problem", label=option(page, "#f-problem", "推诿扯皮"))
    assert found(page) == 0
    page.click("#filters button")
    assert found(page) == 60


@pytest.mark.parametrize(("name", "word"), [("plain", "编号57"), ("large", "编号7533")])
def test_search_finds_a_word_of_the_text(pages, visit, name, word):
    page = whole(visit(pages[name]))
    page.fill("#f-text", word)
    page.wait_for_selector("#results .snippet mark")
    assert found(page) == 1
    assert page.inner_text("#results .snippet mark") == word
    page.fill("#f-text", word + " 没有这样的词")
    assert found(page) == 0
    assert page.locator("#results li").count() == 0


def test_from_an_issue_down_to_the_message_with_its_evidence(pages, visit):
    page = whole(visit(pages["plain"]))
    page.click("details[data-issue=i1] summary")
    page.wait_for_selector("details[data-issue=i1] .results li")
    rows = page.locator("details[data-issue=i1] .results li")
    assert rows.count() == sum(row["issue_id"] == "i1" for row in small_study.tables()["issue_members"])
    row = page.locator(f"details[data-issue=i1] li[data-id=c{4:012x}] button").first
    row.click()
    page.wait_for_selector("#reader mark")
    assert page.inner_text("#reader mark") == small_study.EVIDENCE["buck_passing"]
    assert page.inner_text("#reader .tag") == "推诿扯皮"
    assert f"c{4:012x}" in page.inner_text("#reader dl")
    assert "留言.xlsx 第 6 行" in page.inner_text("#reader dl")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('#reader').open")


def test_numbers_lead_to_their_messages(pages, visit):
    page = whole(visit(pages["plain"]))
    cell = page.locator(".heat button").first
    expected = int(cell.get_attribute("aria-label").split()[-1])
    cell.click()
    assert found(page) == expected
    page.click("#months rect")
    assert found(page) == 3


def test_intervals_and_gaps_are_those_of_all_until_a_region_is_chosen(pages, visit):
    page = whole(visit(pages["plain"]))
    assert page.locator("#problem-view .bars tbody tr").first.inner_text().endswith("[17.1%, 39.0%]")
    assert "[-0.70, 0.50]" in page.inner_text("#policy-view .plain >> nth=0")
    page.select_option("#gap-place", value="石桥市")
    assert "[-0.90, 0.50]" in page.inner_text("#policy-view .plain >> nth=0")


def test_hostile_texts_stay_text(pages, visit):
    page = whole(visit(pages["hostile"]))
    assert page.evaluate("window.hacked") is None
    page.fill("#f-text", "<img src=x onerror")
    assert found(page) == 30
    page.click("#results button")
    page.wait_for_selector("#reader .text bdi")
    assert "</script><script>window.hacked=1</script>" in page.inner_text("#reader .text")
    page.hover("#reader .text")
    page.keyboard.press("Escape")
    page.click("#language")
    assert page.evaluate("window.hacked") is None
    # Pictures are the report's own figures, in which nothing runs.
    own = "figure > button > img[src^='data:image/svg+xml;base64,']"
    assert page.locator(f"main img:not({own}), main iframe, main object, main embed, main form[action]").count() == 0
    shown = page.evaluate("document.body.textContent")
    assert not [one for one in shown if "\u202a" <= one <= "\u202e" or "\u2066" <= one <= "\u2069"]


def test_a_script_of_a_stranger_is_refused(pages, browser):
    page = browser.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(pages["plain"].as_uri())
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s); }"
    )
    assert page.evaluate("window.hacked") is None
    assert "Content Security Policy" in " ".join(refused)
    page.close()


def test_english_and_back(pages, visit):
    page = whole(visit(pages["plain"]))
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    assert "Slow response" in page.inner_text("#problems")
    assert "complaints" in page.inner_text("#tiles")
    assert "概览" not in page.inner_text("h2 >> nth=0")
    page.click("#language")
    assert "响应迟缓" in page.inner_text("#problems")


def test_a_large_study_opens_within_two_seconds(pages, visit):
    began = time.perf_counter()
    page = visit(pages["large"])
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domComplete") < 2000
    assert time.perf_counter() - began < 6  # with a browser to start and a busy machine
    assert pages["large"].stat().st_size < 6_000_000
    assert page.locator("#results li").count() <= 20
    assert "全部诉求的正文，压缩存放" in whole(page).inner_text("#messages .note")


def test_the_keyboard_reaches_and_opens_everything(pages, visit):
    page = whole(visit(pages["plain"]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("details[data-issue=i0] summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("details[data-issue=i0] .results li")
    page.focus("button[data-topic='2']")
    page.keyboard.press("Enter")
    assert page.get_attribute("button[data-topic='2']", "aria-pressed") == "true"
    assert page.inner_text(".detail h3").startswith("T2")
    page.focus("#results button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#reader') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('#results') !== null")


def test_everything_that_takes_input_has_a_name(pages, visit):
    page = whole(visit(pages["plain"]))
    nameless = page.evaluate("""() => Array.from(document.querySelectorAll('button, select, input, a, summary, svg[role=img], [role=region]'))
        .filter(one => !(one.textContent.trim() || one.getAttribute('aria-label') || (one.labels && one.labels.length)))
        .map(one => one.outerHTML.slice(0, 120))""")
    assert nameless == ["""<button type="button" id="more" hidden=""></button>"""] or nameless == []
    doubled = page.evaluate("""() => { const ids = Array.from(document.querySelectorAll('[id]')).map(one => one.id);
        return ids.filter((one, at) => ids.indexOf(one) !== at); }""")
    assert doubled == []
    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4", "all => all.filter(o => o.offsetParent).map(one => +one.tagName[1])"
    )
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


CONTRAST = """() => {
  const light = (c) => { const v = c.map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const parse = (s) => s.match(/[\\d.]+/g).map(Number);
  const ground = (node) => { for (let at = node; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.offsetParent || node.closest('svg')) continue;
    const style = getComputedStyle(node), a = light(parse(style.color).slice(0, 3)), b = light(ground(node).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && +style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) bad.push([ratio.toFixed(2), node.className, node.textContent.slice(0, 30)]); }
  return bad; }"""


def test_texts_stand_out_from_their_ground(pages, visit):
    page = whole(visit(pages["plain"]))
    page.click("details[data-issue=i0] summary")
    page.wait_for_selector("details[data-issue=i0] .results li")
    assert page.evaluate(CONTRAST) == []


def test_a_narrow_window_needs_no_sideways_scrolling(pages, visit):
    page = whole(visit(pages["plain"], width=390))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_all_sections_stand_without_controls(pages, visit):
    page = visit(pages["plain"])
    page.emulate_media(media="print")
    whole(page)
    assert page.is_visible("#policy-view svg")
    assert not page.is_visible("nav")
    assert not page.is_visible("#filters")
    assert len(page.pdf(format="A4")) > 20_000


def test_no_glyph_is_a_box(pages, visit):
    page = whole(visit(pages["plain"]))
    drawn = page.evaluate("""() => {
      const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      const draw = (one) => { pen.clearRect(0, 0, 40, 40); pen.font = '28px ' + getComputedStyle(document.body).fontFamily;
        pen.fillText(one, 4, 32); return Array.from(pen.getImageData(0, 0, 40, 40).data).join(); };
      const box = draw('\\u{10fffd}'), blank = draw(' ');
      const all = Array.from(new Set(document.body.innerText)).filter(one => one > '\\u2e7f' && one < '\\uff00');
      return { seen: all.length, boxes: all.filter(one => [box, blank].includes(draw(one)) && one.trim()) }; }""")
    assert drawn["seen"] > 200
    assert drawn["boxes"] == []


NUMBERS = """() => Array.from(document.querySelectorAll('code.cite')).map(one => {
  const parent = one.parentElement.cloneNode(true), all = Array.from(parent.childNodes);
  const at = Array.from(one.parentElement.childNodes).indexOf(one);
  const points = one.closest('td.stacked') ? 100 : 1;  // an interval below its share, in per cent
  return [one.textContent, at ? all[at - 1].textContent : '', one.closest('section').id, points]; })"""


def test_every_number_has_a_key_that_leads_to_it(pages, visit, lexicons):
    from govtext.dataset.keys import key_file
    from govtext.dataset.points import find_number
    from govtext.lexicons import code_labels

    study = small_study.inputs()
    keys = json.loads(key_file(study, code_labels(lexicons.table("service_problems.toml"))))["keys"]
    page = whole(visit(pages["plain"]))
    page.click("details[data-issue=i0] summary")
    page.wait_for_selector("details[data-issue=i0] .results li")
    sections = set()
    for key, shown, section, points in page.evaluate(NUMBERS):
        entry = keys.get(key) or find_number(key, study.tables)
        if key in small_study.tables():  # the table of a finding, not a number
            continue
        assert entry is not None, key
        if shown.rstrip().endswith((":", "：")) or not shown.strip():  # the keys of a figure, below it
            continue
        if isinstance(entry["value"], bool):
            assert shown in ({"✓", "是", "yes"} if entry["value"] else {"✗", "否", "no"}), key
            continue
        number = re.search(r"-?[\d,]+(?:\.\d+)?", shown)
        assert number, (key, shown)
        unit = 100 if "%" in shown else points
        value = float(number[0].replace(",", "")) / unit
        digits = len(number[0].partition(".")[2]) + (2 if unit == 100 else 0)
        assert shown == "<0.001" or value == pytest.approx(entry["value"], abs=0.51 * 10**-digits), (key, shown)
        sections.add(section)
    assert {"overview", "keywords", "topics", "problems", "issues", "replies", "policies"} <= sections
    assert not page.is_visible("code.cite >> nth=0")
    page.click("#keys")
    assert page.is_visible("code.cite >> nth=0")


MARKS = """() => Array.from(document.querySelectorAll('[data-key]')).map(one => [one.dataset.key, one.querySelector('title').textContent, one.closest('section').id])"""


def test_every_mark_of_a_chart_has_a_key_that_leads_to_its_number(pages, visit, lexicons):
    from govtext.dataset.keys import key_file
    from govtext.dataset.points import find_number
    from govtext.lexicons import code_labels

    study = small_study.inputs()
    keys = json.loads(key_file(study, code_labels(lexicons.table("service_problems.toml"))))["keys"]
    page = whole(visit(pages["plain"]))
    sections = set()
    for key, title, section in page.evaluate(MARKS):
        entry = keys.get(key) or find_number(key, study.tables)
        assert entry is not None, key
        number = title.rpartition(": ")[2]
        value = float(number.replace(",", "").rstrip("%")) / (100 if "%" in number else 1)
        assert value == pytest.approx(entry["value"], abs=0.0006), (key, title)
        sections.add(section)
    assert {"overview", "topics", "issues", "policies"} <= sections


def test_the_calendar_holds_every_dated_message_and_opens_for_an_issue(pages, visit):
    page = whole(visit(pages["plain"]))
    dates = [row["date"] for row in small_study.tables()["documents"] if row["kind"] == "complaint"]
    counted = "all => all.map(one => one.textContent).map(one => +one.split(': ')[1]).reduce((a, b) => a + b, 0)"
    assert page.eval_on_selector_all("#issue-view > div > .calendar rect title", counted) == len(dates)
    day = f"{dates[7]:%Y-%m-%d}"
    assert page.locator(f"rect[data-key='documents.kind=complaint.date={day}.count']").count() == 1  # two years: days
    page.click("details[data-issue=i0] summary")
    page.wait_for_selector("details[data-issue=i0] .calendar")
    members = sum(row["issue_id"] == "i0" for row in small_study.tables()["issue_members"])
    assert page.eval_on_selector_all("details[data-issue=i0] .calendar rect title", counted) == members


def test_weeks_are_those_of_iso_8601(pages, visit):
    page = whole(visit(pages["large"]))  # 7,600 messages over more than two years: a cell a week
    days = [row["date"] for row in small_study.tables(7600)["documents"] if row["kind"] == "complaint"]
    last = max(day.isocalendar().year for day in days)
    wanted = collections.Counter(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in days)
    keys = page.eval_on_selector_all(".calendar rect[data-key]", "all => all.map(one => [one.dataset.key, one.textContent])")
    assert len(keys) > 1000
    for key, title in keys:
        week = key.removeprefix("documents.kind=complaint.date=").removesuffix(".count")
        if int(week[:4]) <= last:
            assert int(title.split(": ")[1].replace(",", "")) == wanted[week], week


def test_a_figure_opens_large_by_keyboard_and_closes(pages, visit):
    page = whole(visit(pages["plain"]))
    page.focus("#policies button.enlarge >> nth=0")
    page.keyboard.press("Enter")
    assert page.is_visible("#viewer img")
    assert page.locator("#viewer img").bounding_box()["width"] > 900
    page.keyboard.press("Escape")
    assert not page.is_visible("#viewer img")


def test_the_curve_of_waits_starts_with_all_and_falls(pages, visit):
    page = whole(visit(pages["plain"]))
    curves = page.locator("#replies svg.waits polyline")
    assert curves.count() == 1 + len(small_study.REGIONS)
    points = [[float(part) for part in one.split(",")] for one in curves.first.get_attribute("points").split()]
    heights = [point[1] for point in points]
    assert heights == sorted(heights)
    assert "n=60" in page.inner_text("#replies .legend")
    page.select_option("#reply-grouping", "all")
    assert page.locator("#replies svg.waits polyline").count() == 1


def axe_core():
    """The content of axe-core's script (MPL 2.0), as a package of the test extra carries it."""
    package = pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python (carries axe-core)")
    return next(Path(package.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["plain", "hostile", "empty"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_serious(pages, visit, name, language):
    script = axe_core()
    page = whole(visit(pages[name], bypass_csp=True))
    if language == "en":
        page.click("#language")
    page.click("#keys")
    if name == "plain":
        page.click("details[data-issue=i0] summary")
        page.wait_for_selector("details[data-issue=i0] .results li")
    page.evaluate(script)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
    if name == "plain":
        page.click("#results button")
        page.wait_for_selector("#reader mark, #reader .text bdi")
        found = page.evaluate("axe.run('#reader')")["violations"]
        assert [(one["id"], one["impact"]) for one in found if one["impact"] in {"serious", "critical"}] == []
