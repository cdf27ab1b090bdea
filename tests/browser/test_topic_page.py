"""The topics in a real browser: map, words by relevance, texts, reasons."""

import json
import math

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


def test_names_on_the_map_cover_neither_each_other_nor_the_numbers(pages, visit, tmp_path):
    """As many topics as the grid goes to, three of them in one place."""
    head, begin, rest = pages["plain"].read_text(encoding="utf-8").partition('<script type="application/json" id="data">')
    content, end, tail = rest.partition("</script>")
    data = json.loads(content)
    labels = ["窗口排队", "供水", "很长很长的一个主题名称"]
    data["topics"] = [
        {
            **data["topics"][0], "id": at, "label": labels[at % 3], "share": 1 / (at + 2),
            "map_x": 0.1 if at < 3 else math.sin(at * 7) / 2, "map_y": 0.1 if at < 3 else math.cos(at * 5) / 2,
        }
        for at in range(25)
    ]
    many = tmp_path / "index.html"
    many.write_text(head + begin + json.dumps(data).replace("<", "\\u003c") + end + tail, encoding="utf-8")
    page = topics_of(visit(many))
    boxes = page.evaluate("""() => [...document.querySelectorAll(".topicmap text")].map((one) => {
        const box = one.getBBox(); return [box.x, box.y, box.x + box.width, box.y + box.height, one.textContent]; })""")
    names = [box for box in boxes if not box[4].startswith("T")]
    assert len(boxes) - len(names) == 25
    assert len(names) >= 5
    for at, one in enumerate(boxes):
        assert min(one[0], one[1]) >= -4
        assert max(one[2] - 360, one[3] - 300) <= 4
        for other in boxes[at + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 4 or down <= 8, (one, other)


def test_relevance_orders_the_words_as_the_formula_does(pages, visit):
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
