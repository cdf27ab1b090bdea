"""Whatever is in the files: every row is accounted for, and what comes out is clean, stable and free of personal data."""

import csv
import datetime as dt
import io
import itertools
import re

import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from govtext.documents.cleaning import without_markup
from govtext.documents.dates import NoDate, parse_date
from govtext.documents.duplicates import text_key
from govtext.documents.encoding import decode
from govtext.documents.privacy import MaskingRules, mask, personal_spans
from govtext.documents.stage import run
from govtext.parallel import Work
from govtext.settings import DocumentsSettings
from govtext.store import Inputs, RawFile

HEADINGS = ["编号", "标题", "内容", "时间", "电话", "备注"]
CHARACTERS = st.characters(exclude_categories=("Cs",))
CELL = st.one_of(
    st.none(), st.text(CHARACTERS, max_size=40), st.integers(-10**6, 10**12), st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(["路灯坏了没有人修", "2019/3/5", "2019/13/40", "13912345678", "我叫李秀兰", "\n", "\u3000", "=1+1", '"', "编号"]),
)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much])

PLAIN = settings(deadline=None)


def documents_of(path, lexicons, **settings_):
    made = run(
        Inputs(raw=(RawFile(path.name, path),), secret=b"test"), DocumentsSettings.model_validate(settings_), lexicons, Work()
    )
    tables = {"documents": [], "originals": [], "rejected": []}
    for name, part in made:
        tables[name] += part.to_pylist()
    return tables


def accounted(tables):
    taken = [d["source_row"] for d in tables["documents"]]
    refused = [r["source_row"] for r in tables["rejected"]]
    assert len(set(taken)) == len(taken)
    return sorted(taken + refused)


@QUICK
@given(rows=st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=12))
def test_every_row_of_a_workbook_is_taken_or_rejected(tmp_path, lexicons, rows):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row):
                if cell is not None:
                    page.write(i, j, cell)
    filled = [i for i, row in enumerate(rows, start=2) if any(c is not None and c != "" for c in row)]
    tables = documents_of(path, lexicons)
    if not filled:
        assert not tables["documents"]
    else:
        assert accounted(tables) == list(range(2, filled[-1] + 1))


@QUICK
@given(
    rows=st.lists(st.lists(st.text(CHARACTERS.filter(lambda c: c not in "\r\ufeff"), max_size=30), min_size=6, max_size=6), min_size=1, max_size=12),
    delimiter=st.sampled_from([",", "\t", ";", "|"]), encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_every_row_of_a_delimited_file_is_taken_or_rejected(tmp_path, lexicons, rows, delimiter, encoding):
    path = tmp_path / "a.csv"
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows([HEADINGS, *rows])
    path.write_bytes(written.getvalue().encode(encoding))
    # characters that nobody writes may look like another encoding
    assume(decode(path.read_bytes())[0] == written.getvalue())
    assert accounted(documents_of(path, lexicons)) == list(range(2, len(rows) + 2))


@QUICK
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.txt", "a.md", "a.json", "a.jsonl", "a.html", "a.tsv"]))
def test_any_bytes_are_read_or_rejected(tmp_path, lexicons, data, name):
    from govtext.errors import GovtextError

    path = tmp_path / name
    path.write_bytes(data)
    try:
        tables = documents_of(path, lexicons)
    except GovtextError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert tables["documents"] or tables["rejected"]


@PLAIN
@given(st.text(CHARACTERS))
def test_cleaning_twice_is_cleaning_once(text):
    once = without_markup(text)
    assert without_markup(once) == once
    assert not re.search("[\x00-\x08\u200b\u202e\ufeff\r]", once)


@PLAIN
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_plain_chinese_is_left_alone(text):
    assert without_markup(text) == text


PIECES = st.one_of(
    st.text(CHARACTERS, max_size=10),
    st.sampled_from(["13912345678", "11010519491231002X", "我叫李秀兰，", "联系人：赵铁柱", "zhang@example.com", "QQ：123456789", "浙A12345", "0571-88123456", "12345"]),
)


@PLAIN
@given(st.lists(PIECES, max_size=8).map("".join))
def test_masking_is_stable_and_keeps_the_rest(text):
    spans = personal_spans(text, MaskingRules())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    masked, count = mask(text, MaskingRules())
    assert count == len(spans)
    rest, at = [], 0
    for start, end, _ in spans:
        rest.append(text[at:start])
        at = end
    rest.append(text[at:])
    assert re.sub("〔(?:电话|证件|卡号|邮箱|账号|车牌|姓名)〕", "\x00", masked) == re.sub("〔(?:电话|证件|卡号|邮箱|账号|车牌|姓名)〕", "\x00", "\x00".join(rest))


@PLAIN
@given(st.integers(10**9, 9_999_999_999), st.sampled_from("3456789"), st.sampled_from(["电话{}", "{}", "请打{}，谢谢", "（{}）"]))
def test_no_mobile_number_survives(rest, second, wording):
    number = f"1{second}{rest % 10**9:09d}"
    assert number not in mask(wording.format(number), MaskingRules())[0]


@PLAIN
@given(st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2100, 12, 31)))
def test_dates_come_back_from_every_form(moment):
    moment = moment.replace(microsecond=0)
    forms = [
        f"{moment:%Y}/{moment.month}/{moment.day} {moment.hour}:{moment:%M:%S}", moment.isoformat(), moment.isoformat(sep=" "),
        f"{moment:%Y%m%d%H%M%S}", f"{moment:%Y}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute}分{moment.second}秒",
        f"{moment:%Y}.{moment.month}.{moment.day} {moment:%H:%M:%S}", moment.isoformat() + "+08:00",
    ]
    assert {parse_date(form) for form in forms} == {moment}


@PLAIN
@given(st.text(CHARACTERS, max_size=30))
def test_what_is_no_date_raises_nothing_else(text):
    try:
        parse_date(text)
    except NoDate as error:
        assert "is no date" in str(error)  # noqa: PT017


@PLAIN
@given(st.text(CHARACTERS.filter(lambda c: c not in "\ufeff\x00"), min_size=1), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_marked_encodings_come_back(text, encoding):
    assert decode(text.encode(encoding))[0] == text


@PLAIN
@given(st.text(CHARACTERS, max_size=200), st.text(" \t\n\u3000", max_size=5))
def test_blanks_do_not_make_a_text_new(text, blanks):
    middle = len(text) // 2
    assert text_key("t", text) == text_key("t", text[:middle] + blanks + text[middle:])

