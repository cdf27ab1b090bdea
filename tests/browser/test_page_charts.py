"""What the page's charts and tables say and how they fit."""

import small_study

from govtext.lexicons import code_labels

# The table of regions with a column for each label.
WIDENED = """labels => {
  const table = document.querySelector("#problem-view table.heat");
  for (const row of table.rows) {
    const cell = row.querySelector("button.cell")?.parentNode || row.cells[2];
    while (row.cells.length > 2) row.lastChild.remove();
    labels.forEach((label) => {
      const made = cell.cloneNode(true);
      if (row.parentNode.tagName === "THEAD") made.textContent = label;
      row.append(made);
    });
  }
  return [table.rows[0].cells.length, table.parentNode.scrollWidth - table.parentNode.clientWidth];
}"""


def whole(page):
    """Build every section, as for printing."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    return page


def test_a_keyword_shows_the_weight_that_orders_it_and_its_texts(pages, visit):
    page = whole(visit(pages["plain"]))
    heads = page.eval_on_selector_all("#keyword-bars table:first-of-type >> nth=0 >> thead th", "all => all.map(one => one.textContent)")
    assert heads == ["关键词", "权重", "文本数"]
    weights = [float(cell.split("keywords")[0]) for cell in page.eval_on_selector_all(
        "#keyword-bars table >> nth=0 >> tbody td.number:nth-child(3)", "all => all.map(one => one.textContent)")]
    assert len(weights) > 1
    assert weights == sorted(weights, reverse=True)


def test_the_axis_of_months_ends_with_the_last_month(pages, visit):
    page = whole(visit(pages["plain"]))
    last = max(row["date"] for row in small_study.tables()["documents"] if row["kind"] == "complaint")
    assert page.eval_on_selector_all("#months svg > text", "all => all.at(-1).textContent") == f"{last:%Y-%m}"


def test_a_matrix_of_all_problems_fits_the_english_page(pages, visit, lexicons):
    labels = [one.en for one in code_labels(lexicons.table("service_problems.toml"))]
    assert len(labels) >= 10
    page = whole(visit(pages["plain"], width=1080))  # other machines' type is wider: what fits here fits them at 1,280
    page.click("#language")
    whole(page)
    columns, over = page.evaluate(WIDENED, labels)
    assert columns == 2 + len(labels)
    assert over <= 0
