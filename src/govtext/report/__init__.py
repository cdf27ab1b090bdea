"""Figures, thesis tables and the HTML report: reads tables, computes nothing.

To hang something of your own into the report, write a file of your own and name it once:

* **A table** (Word, LaTeX, xlsx, and on the page): in `tables/YOURS.py` a function `Contents -> ThesisTable`, listed in
  its module's `TABLES`, and that in `tables/catalogue.py`. `section="issues"` shows it on the page at the end of that
  section as well (`SECTIONS` in `wording.py`); without rows it is left out. Cells are values, never formatted numbers;
  a number of a result table is `cell("gaps", row, "gap")` (see `citing`), so that its key stands beside it everywhere.
* **A figure** (SVG, PNG 300 dpi, PDF): in `figures/YOURS.py` a function `(Contents, Say) -> Figure | Phrase` (the
  phrase says why there is nothing to draw), listed with name and caption in its module's `FIGURES`, and that in
  `figures/catalogue.py`. Draw on `canvas(height)` with the colours, `bars`, `rows_of` and `heat_map` of
  `figures/style.py`; every text of the corpus goes through `drawable`. `section="replies"` shows it on the page too.
* **A finding** (a sentence at the top of the page): in `findings/YOURS.py` a function `Contents -> Iterator[Finding]`,
  listed in its module's `FINDINGS`, and that in `findings/catalogue.py`. Numbers are `Cited(shown, key)`.
* **An interactive view**: in `page/YOURS.js` a function that fills an element of the section, registered as
  `builders.SECTION` or called from the section's builder, and listed in `SCRIPTS` of `page/shell.py`; its data in
  `PARTS` of `page/data.py`. Texts become text nodes (`el`), never markup; `num(shown, key)` is a number with its key.
* **A paragraph of the methods**: wording in `methods.toml`, filled in `methods.py`.

`contents.rows("your_table")` gives the rows of any table that `pipeline/stages.py` hands to the report (`reads`), and
none where a study's own stages.py does not. For the data set's files add the table to `RELATIONS` in
`dataset/variables.py` and to the `reads` of the stage `dataset`.
"""
