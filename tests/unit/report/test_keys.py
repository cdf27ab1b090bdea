"""From every number of the Word tables to the cell or the rows behind it."""

import collections
import csv
import itertools
import json
import re

import openpyxl
import pytest
import small_study
from docx import Document

from govtext.dataset.keys import key_file
from govtext.dataset.points import find_number
from govtext.lexicons import code_labels

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
# What a cell holds that is a number and nothing else: bare, an interval, or so many of so many.
BARE = re.compile(r"[-\[\]\d.,%/\s–]*\d[-\[\]\d.,%/\s–]*")
NOT_MEASURED = {"位次", "K", "首次出现", "末次日期", "首次日期"}


@pytest.fixture(scope="module")
def find(lexicons):
    study = small_study.inputs()
    keys = json.loads(key_file(study, code_labels(lexicons.table("service_problems.toml"))))["keys"]
    return lambda key: keys.get(key) or find_number(key, study.tables)


def close(text, value, unit=1.0):
    digits = len(text.rstrip("%").partition(".")[2]) + (2 if "%" in text else 0)
    number = float(text.replace(",", "").rstrip("%")) / (100 if "%" in text else 1)
    return number == pytest.approx(value * unit, abs=0.51 * 10**-digits)


def cells(document):
    for table in document.tables:
        heads = [cell.text for cell in table.rows[0].cells]
        for row in table.rows[1:]:
            for head, cell in zip(heads, row.cells, strict=True):
                runs = cell.paragraphs[0].runs
                keys = [run.text.split(" ") for run in runs if run.style.name == "Citation key"]
                yield heads[0], head, "".join(run.text for run in runs if run.style.name != "Citation key"), keys


def test_every_number_of_the_word_tables_has_a_key_that_leads_to_it(report, find):
    checked = set()
    for first, head, text, keys in cells(Document(str(report / "tables" / "tables.docx"))):
        if text in {"✓", "✗"}:
            assert find(keys[0][1])["value"] is (text == "✓"), (first, head, keys)
            checked.add((first, text))
            continue
        if not BARE.fullmatch(text) or head in NOT_MEASURED or re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            continue
        if head in {"年份", "组", "地区"} and not keys:  # a year that names a row
            continue
        numbers = NUMBER.findall(text.replace("[-", "[ -"))
        assert keys, (first, head, text)
        names = [name for name in keys[0] if name]
        assert len(set(numbers)) <= len(names) <= len(numbers), (text, names)
        for number, key in zip(numbers, names, strict=False):
            entry = find(key)
            assert entry is not None, key
            percent = "\n" in text and "%" not in number  # an interval below its share, in per cent
            assert close(number, entry["value"], 100 if percent else 1) or len(names) < len(numbers), (number, key)
        checked.add((first, head))
    assert len(checked) > 60
    assert {"✓", "✗"} <= {head for _, head in checked}


def test_the_note_of_every_table_says_of_how_many_it_is(report, find):
    notes = [one for one in Document(str(report / "tables" / "tables.docx")).paragraphs if one.style.name == "Table note"]
    assert len(notes) > 15
    for note in notes:
        runs = note.runs
        assert re.match(r"注：n = [\d,]+", "".join(run.text for run in runs if run.style.name != "Citation key")), note.text
        for before, run in itertools.pairwise(runs):
            if run.style.name == "Citation key":
                assert close(NUMBER.search(before.text)[0], find(run.text.strip())["value"]), (before.text, run.text)


def test_every_key_of_the_methods_leads_to_its_number(report, find):
    checked = 0
    for paragraph in Document(str(report / "methods.docx")).paragraphs:
        runs = [run for run in paragraph.runs if run.text.strip()]
        for before, run in itertools.pairwise(runs):
            if run.style.name == "Citation key":
                entry = find(run.text.strip())
                assert entry is not None, run.text
                assert close(NUMBER.search(before.text)[0], entry["value"]), (before.text, run.text)
                checked += 1
    assert checked > 20


def test_every_number_of_a_figure_stands_beside_it_with_a_key_that_leads_to_it(report, find):
    for picture in sorted((report / "figures").glob("*.svg")):
        with picture.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, picture.stem
        for row in rows:
            entry = find(row["数据键"])
            assert entry is not None, (picture.stem, row)
            assert float(row["数值"]) == pytest.approx(entry["value"], abs=2e-6), (picture.stem, row)
            assert row["项目"], (picture.stem, row)
            assert row["数值名称"], (picture.stem, row)


def test_latex_and_excel_hold_the_keys_that_word_holds(report):
    """The same numbers stand in all three: what is checked of the Word tables holds of the others."""
    book = openpyxl.load_workbook(report / "tables" / "tables.xlsx")
    checked = 0
    for path in sorted((report / "tables").glob("*.tex")):
        document = Document(str(path.with_suffix(".docx")))
        word = collections.Counter(key for *_, keys in cells(document) for group in keys for key in group if key)
        # The note stands below the table: only cells are compared.
        text = path.read_text(encoding="utf-8")
        begin, end = (r"\endfoot", r"\end{longtable}") if r"\begin{longtable}" in text else (r"\toprule", r"\bottomrule")
        body = text.partition(begin)[2].partition(end)[0]
        sheet = book[path.stem[:31]]
        excel = collections.Counter(
            key for row in sheet.iter_rows(min_row=3, values_only=True) for at, value in enumerate(row)
            if isinstance(value, str) and str(sheet.cell(2, at + 1).value).startswith("引用键") for key in value.split(" ") if key)
        latex = collections.Counter(
            key for group in re.findall(r"\\govkey\{((?:[^{}]|\{[^{}]*\})*)\}", body) for key in unescaped(group).split(" ") if key)
        assert excel == word, path.stem
        assert latex == word, path.stem
        checked += sum(word.values())
    book.close()
    assert checked > 300


def unescaped(text):
    from govtext.report.tables.latex import _SPECIAL

    for one, written in sorted(_SPECIAL.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(written, one)
    return text
