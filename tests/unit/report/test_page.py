import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser

import pytest
import small_study

from govtext.lexicons import code_labels
from govtext.report.contents import Contents
from govtext.report.page.data import escaped_json, page_data, visible
from govtext.report.page.downloads import DATA_FILES
from govtext.report.page.shell import render_page


class Reader(HTMLParser):
    """Collects what a browser would see: elements with their attributes, and the content of scripts."""

    def __init__(self):
        super().__init__()
        self.elements, self.scripts = [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.elements and self.elements[-1][0] == "script" and self.cdata_elem:
            self.scripts[-1] += data


def read(folder):
    reader = Reader()
    reader.feed((folder / "index.html").read_text(encoding="utf-8"))
    return reader


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, report_settings, lexicons):
    folder = tmp_path_factory.mktemp("hostile")
    small_study.write_report(
        folder,
        small_study.inputs(size=30, hostile=small_study.HOSTILE),
        report_settings,
        lexicons,
        ("index.html", "tables.docx", "issues.tex", "tables.xlsx"),
    )
    return folder


def test_the_page_leads_to_the_files_of_the_data_set(report):
    links = {attributes["href"] for tag, attributes in read(report).elements if tag == "a" and "href" in attributes}
    assert {f"../07_dataset/{path}" for files in DATA_FILES for path in files.paths} <= links


def test_the_page_needs_nothing_from_outside(report):
    page = (report / "index.html").read_text(encoding="utf-8")
    for tag, attributes in read(report).elements:
        for name in ("src", "href"):
            assert not re.match(r"(https?:)?//", attributes.get(name) or ""), (tag, attributes)
    assert "@import" not in page
    assert "url(" not in page


def test_the_policy_allows_this_script_and_style_and_nothing_else(report):
    reader = read(report)
    policy = next(a["content"] for t, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(reader.scripts[-1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    script = reader.scripts[-1]
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
        assert word not in script


def test_hostile_texts_make_no_elements(report, hostile):
    tame, wild = read(report), read(hostile)
    assert [t for t, _ in wild.elements].count("script") == [t for t, _ in tame.elements].count("script")
    assert [t for t, _ in wild.elements].count("img") == [t for t, _ in tame.elements].count("img")
    assert all(dict(given)["src"].startswith("data:image/") for t, given in wild.elements if t == "img")
    assert not [a for _, a in wild.elements if any(name.startswith("on") for name in a)]
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u2028\u2029]", (hostile / "index.html").read_text(encoding="utf-8")
    )


def test_hostile_texts_come_out_of_the_data_as_they_went_in(hostile):
    scripts = read(hostile).scripts
    data, block = json.loads(scripts[0]), json.loads(scripts[1])
    assert data["topics"][0]["label"].endswith(visible(small_study.HOSTILE))
    assert visible(small_study.HOSTILE) in block[0][0]
    assert len(visible(small_study.HOSTILE)) == len(small_study.HOSTILE)


def test_hostile_texts_stay_text_in_word_and_latex(hostile):
    from docx import Document

    text = "\n".join(
        cell.text
        for table in Document(str(hostile / "tables" / "tables.docx")).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "</script>" in text
    latex = (hostile / "tables/issues.tex").read_text(encoding="utf-8")
    assert r"\textbackslash{}input\{x\}" in latex
    assert r"\input{x}" not in latex


def test_escaped_json_is_json_that_closes_nothing():
    value = {"a": "</script><!--&\u2028\u2029"}
    made = escaped_json(value)
    assert json.loads(made) == value
    assert not set("<>&\u2028\u2029") & set(made)


def contents(study, lexicons):
    return Contents(study, code_labels(lexicons.table("service_problems.toml")), "s")


def test_counts_on_the_page_are_those_of_the_tables(lexicons):
    study = small_study.inputs()
    data, blocks = page_data(contents(study, lexicons), "zh", 1000)
    rows = study["service_problems"].read().to_pylist()
    at = {code["code"]: n for n, code in enumerate(data["codes"])}
    for code in small_study.CODES:
        assert sum(at[code] in codes for codes in data["messages"]["codes"]) == sum(row["code"] == code for row in rows)
    assert sum(issue >= 0 for issue in data["messages"]["issue"]) == study["issue_members"].count()
    assert data["total"] == len(blocks[0]) == 60


def test_evidence_on_the_page_is_the_evidence_of_the_table(lexicons):
    study = small_study.inputs()
    data, blocks = page_data(contents(study, lexicons), "zh", 1000)
    labels = [code["code"] for code in data["codes"]]
    for at, doc_id in enumerate(data["messages"]["id"]):
        for code, start, end in data["evidence"].get(doc_id, []):
            full = data["messages"]["title"][at] + "\n" + blocks[0][at][0]
            assert full[start:end] == small_study.EVIDENCE[labels[code]]


def test_past_the_limit_the_page_holds_those_with_evidence_and_says_so(lexicons):
    study = small_study.inputs()
    data, blocks = page_data(contents(study, lexicons), "zh", 20)
    assert len(data["placed"]) == sum(map(len, blocks)) == 20
    assert all(data["messages"]["issue"][at] >= 0 for at in data["placed"])
    assert len(data["messages"]["id"]) == 60
    assert page_data(contents(study, lexicons), "zh", 0)[1] == []


def test_many_texts_are_compressed_and_come_out_whole(lexicons):
    study = small_study.inputs(size=450)
    _, blocks = page_data(contents(study, lexicons), "zh", 1000)
    assert all(isinstance(block, str) for block in blocks)
    opened = [pair for block in blocks for pair in json.loads(zlib.decompress(base64.b64decode(block)))]
    texts = [row["text"] for row in study["documents"].read().to_pylist() if row["kind"] == "complaint"]
    assert [pair[0] for pair in opened] == texts


def test_findings_are_sentences_with_the_numbers_of_the_tables(lexicons):
    from govtext.report.findings.catalogue import findings

    made = {finding.table: finding.text.plain for finding in findings(contents(small_study.inputs(), lexicons))}
    assert (
        made["documents"].zh == "语料共有诉求 60 条、政策文本 3 篇，诉求写于 2023-01-05 至 2024-10-15，来自 3 个地区。"
    )
    assert made["responses"].en.startswith(
        "20 complaints come from sources that record replies; those without one counted as still waiting, half had it within 9.0 days"
    )
    assert "80.0% 的诉求至少指出一类服务问题" in made["service_problems"].zh
    assert "响应迟缓（26.7%）" in made["service_problems"].zh
    assert "“三日内”" in made["deadlines"].zh
    assert all(one.zh.endswith("。") and one.en.endswith(".") and "{" not in one.zh + one.en for one in made.values())


def test_of_very_many_complaints_the_page_lists_an_even_part_and_says_so(lexicons, monkeypatch):
    monkeypatch.setattr("govtext.report.contents.LISTED", 20)
    monkeypatch.setattr("govtext.report.page.policies.ISSUES", 1)
    study = small_study.inputs()
    made = contents(study, lexicons)
    data, blocks = page_data(made, "zh", 5)
    assert data["total"] == 60
    assert data["messages"]["id"] == [message.doc_id for message in made.messages[::3]]
    assert len(data["placed"]) == len(blocks[0]) == 5
    assert set(data["evidence"]) <= {data["messages"]["id"][at] for at in data["placed"]}
    assert len(data["issues"]) == 1 < data["issue_total"] == study["issues"].count()
    assert set(data["messages"]["issue"]) <= {-1, 0}
    shown = {data["issues"][0]["issue_id"]}
    assert {name.split(" ")[1] for name in data["links"] if name.startswith("issue ")} <= shown
    page = render_page(made, "zh", page_data(made, "zh", 5), [], {}, {}, [], [])
    assert "诉求共 " in page
    assert "条，本页的列表、筛选计数、日历与总览依据从中均匀抽出的 20 条，正文收录 5 条" in page
    assert f'{data["issue_total"]}<code class="cite">issues.count</code>' in page
    assert " 个，本页列出热度最高的 1 个" in page
