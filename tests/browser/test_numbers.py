"""Every number that a reader sees on the page has a key beside it (docs/keys.md says what counts)."""

from pathlib import Path

import pytest
import small_study

NUMBERS = (Path(__file__).parent / "numbers.js").read_text(encoding="utf-8").split("\n", 1)[1]
# Numbers that are no results: each with what it is instead.
RULES = [
    r"[\d,]+ ([个条](?=（\w+\.|编码|规则|关键词中)|words|endings|administrative|stop|codes|rules)",  # sizes of the lexicons that are named with them
    r"\d{4}-\d\d(-\d\d)?|\b(19|20)\d\d\b",  # moments
    r"“[^”]*”|《[^》]*》|\S+\.(xlsx|csv|toml|txt|md)",  # quoted words, names of files
    r"(?<!\w)(T\d+|第 \d+ 行|row \d+)(?=\W|$)",  # names of topics, rows of a file
    r"95 ?%|95th percentile|< ?0\.05|区间不含 0|excludes? 0|各格加 0\.5|0\.5 added|\b0 (to|至) 1\b",  # levels, definitions
    r"K ?= ?\d+(, \d+)*|种子 \d+|seed \d+|\d+(\.\d+){2,}|\w+ \d+(\.\d+)+",  # settings, seeds, versions
    r"BM25|\d+ messages or more|0–100|0 to 100|(至少|不少于|不低于|低于|至多|不超过(?:主结果的)?|超过|前|界限|above|below|of|over|by|at most|at least|more than|top) [\d,.]*\d( ?%| 条| 倍| 个词)?",  # thresholds
    r"(列出|只列)[^。]*|\d+ (pairs|longest|strongest|of them)[^.]*|are listed: \d+",  # how many rows a table lists
    r"\d+、\d+ 个|\d+ ?(个)?(工作日|自然日|天|working days|days)|\d+(、| and )\d+ |being 7|after \d+",  # days that a measure is named by
    r"(超过|cut at) \d+ (字|characters)",
    r"工具本身的准确度（[^）]*）：.*|How accurate the tool is, measured on test material of its own[^\n]*",  # not this study's
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_stands_without_a_key(pages, visit, language):
    page = visit(pages["plain"])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    if language == "en":
        page.click("#language")
    for name in ("i0", "i2"):
        page.click(f"details[data-issue={name}] summary")
        page.wait_for_selector(f"details[data-issue={name}] .results li")
    page.evaluate("document.querySelectorAll('#topics details, #policies details').forEach(one => { one.open = true; })")
    page.click(f"details[data-issue=i0] li[data-id=c{3:012x}] button")
    page.wait_for_selector("#reader .panel")
    found = page.evaluate(NUMBERS, RULES)
    assert "\n".join(f"{section} {kind} {text}" for section, text, kind in found) == ""


def test_the_search_for_bare_numbers_finds_one(pages, visit):
    page = visit(pages["plain"])
    page.evaluate("""() => { const one = document.createElement("p"); one.textContent = "其中 412 条没有答复"; document.querySelector("#replies").append(one);
      const cell = document.createElement("td"); cell.textContent = "41.2%"; document.querySelector("table.plain tr").append(cell); }""")
    assert [text for _, text, _ in page.evaluate(NUMBERS, RULES)] == ["41.2%", "其中 412 条没有答复"]


def test_charts_and_pictures_list_their_numbers_with_keys(pages, visit):
    page = visit(pages["plain"])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    charts = page.evaluate("""() => Array.from(document.querySelectorAll("svg.chart")).map(one => [
      one.getAttribute("aria-label"), one.querySelectorAll("[data-key]").length,
      Boolean(one.parentElement.querySelector("details.numbers"))])""")
    assert len(charts) > 5
    assert [one for one in charts if not one[1] or not one[2]] == []
    assert not page.is_visible("details.numbers >> nth=0")
    page.click("#keys")
    page.click("#months details.numbers summary")
    rows = page.locator("#months details.numbers tbody tr")
    assert rows.count() == page.locator("#months rect[data-key]").count()
    assert "months.2023-01.count" in rows.first.inner_text()
    pictures = page.locator("figure [data-numbers]")
    assert pictures.count() > 3
    for at in range(pictures.count()):
        pictures.nth(at).locator("summary").click()
        pictures.nth(at).locator("tbody tr code.cite").first.wait_for()


def test_filters_give_the_key_of_what_they_find(pages, visit):
    from govtext.dataset.points import find_number

    study, page = small_study.inputs(), visit(pages["plain"])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for name, index in (("region", 1), ("problem", 1), ("topic", 1), ("issue", 1), ("from", 2), ("to", 3)):
        page.select_option(f"#f-{name}", index=index)
        page.wait_for_selector("#found[data-done=yes]")
        key, shown = page.evaluate("[document.querySelector('#found code.cite').textContent, document.querySelector('#found').childNodes[1].textContent]")
        assert find_number(key, study.tables)["value"] == int(shown), key
    assert key.count("+") == 3
    page.fill("#f-text", "窗口")
    page.wait_for_selector("#found[data-done=yes]")
    assert page.locator("#found code.cite").count() == 1  # words that are searched for have none; all messages do


def test_the_reply_of_a_message_is_shown_with_what_it_is_worth(pages, visit):
    page = visit(pages["hostile"])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.click("details[data-issue=i0] summary")
    # The wider problem, as text. The page fills an issue's card when the browser tells it of the opening, a moment later.
    page.locator("details[data-issue=i0] .body", has_text="办证、窗口</script>").wait_for()
    page.click(f"details[data-issue=i0] li[data-id=c{3:012x}] button")
    page.wait_for_selector("#reader .panel")
    assert page.inner_text("#reader h3 >> nth=0") == "答复（6.0 天后）"
    panel = page.inner_text("#reader .panel")
    assert "希望尽快处理</script>" in panel
    assert "云溪市办事大厅</script>" in panel
    assert "“已转有关部门办理”" in page.evaluate("document.querySelector('#reader .panel q').textContent.replace(/^/, '“').replace(/$/, '”')")
    marks = page.eval_on_selector_all("#reader .reply mark", "all => all.map(one => one.textContent)")
    assert marks == ["已转有关部门办理", "第3号"]
    tags = page.eval_on_selector_all("#reader .reply .tag", "all => all.map(one => one.textContent)")
    assert tags == ["答 1", "套话", "告知转办", "承诺 1"]
    keys = page.eval_on_selector_all("#reader .panel code.cite", "all => all.map(one => one.textContent)")
    assert f"reply_quality.c{3:012x}.relevance" in keys
    assert f"reply_points.c{3:012x}.1.answered" in keys
    assert page.evaluate("window.hacked") is None
