"""The topics in a real browser: map, words by relevance, texts, reasons."""

import small_study


def topics_of(page):
    """The page with its sections built, as for printing; they are built as they come near the screen."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_selector("#topics .detail h3")
    return page


def words_shown(page):
    found = page.eval_on_selector_all("#topics .detail table.bars tbody th", "all => all.map(one => one.textContent)")
    return found[:6]


def test_the_map_chooses_a_topic_like_the_list_does(pages, visit):
    page = topics_of(visit(pages["plain"]))
    assert page.locator("circle.topicdot").count() == 3
    page.locator("circle[data-map='2']").click(force=True)
    assert page.get_attribute("button[data-topic='2']", "aria-pressed") == "true"
    assert "T2" in page.inner_text("#topics .detail h3")
    page.click("button[data-topic='1']")
    assert page.eval_on_selector("circle.topicdot.chosen", "one => one.dataset.map") == "1"


def test_relevance_orders_the_words_as_the_formula_does(pages, visit):
    import math

    page = topics_of(visit(pages["plain"]))
    rows = [row for row in small_study.tables()["topic_words"] if row["topic_id"] == 0]

    def by(weight):
        key = {r["word"]: math.log(r["weight"]) - (1 - weight) * math.log(r["corpus"]) for r in rows}
        return sorted(key, key=lambda word: -key[word])

    for weight in (0.0, 0.6, 1.0):
        page.fill("#relevance", str(weight))
        assert words_shown(page) == by(weight)
    assert by(0.0) != by(1.0)
    page.fill("#relevance", "0.3")
    page.click("button[data-topic='1']")  # the choice stays
    assert page.input_value("#relevance") == "0.3"


def test_from_a_topic_to_its_texts(pages, visit):
    page = topics_of(visit(pages["plain"]))
    page.click("#topics .detail .plainlist button >> nth=0")
    page.wait_for_selector("#reader[open]")
    assert "您好，我在窗口" in page.inner_text("#reader")


def test_why_and_how_sure_stand_with_the_topics(pages, visit):
    page = topics_of(visit(pages["plain"]))
    text = page.inner_text("#topics")
    assert "选 K=3" in text
    assert "不稳定、不宜解释的主题：T2" in text
    assert "效应量" in text
    page.click("#language")
    assert "K=3: the smallest number of topics" in page.inner_text("#topics")


def test_hostile_words_and_titles_stay_text(pages, visit):
    page = topics_of(visit(pages["hostile"]))
    page.click("button[data-topic='1']")
    page.fill("#relevance", "0.1")
    assert "<script>" in page.inner_text("#topics")
    assert page.evaluate("window.hacked") is None
