import small_study
from PIL import Image

from govtext.parallel import Work
from govtext.report.figures.catalogue import FIGURES
from govtext.report.stage import run
from govtext.settings import ReportSettings

QUICK = ("index.html", "methods.md", ".docx", ".tex", ".xlsx", "gap.svg", "topics.png", "keywords.pdf")


def test_a_report_has_page_figures_in_three_formats_tables_and_methods(report):
    names = {path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()}
    assert {"index.html", "methods.md", "tables/tables.docx", "tables/tables.xlsx", "tables/issues.tex"} <= names
    for spec in FIGURES:
        assert {f"figures/{spec.name}.{ending}" for ending in ("svg", "png", "pdf", "csv")} <= names


def test_pictures_have_300_dots_an_inch_and_ink(report):
    for path in sorted((report / "figures").glob("*.png")):
        with Image.open(path) as picture:
            assert round(picture.info["dpi"][0]) == 300
            assert picture.width > 1500
            darkest, lightest = picture.convert("L").getextrema()
            assert darkest < 80
            assert lightest == 255
            assert set(picture.info) <= {"dpi"}


def test_files_carry_no_day_and_no_place(report):
    for path in [
        *report.glob("figures/*.svg"),
        *report.glob("figures/*.pdf"),
        report / "index.html",
        report / "methods.md",
    ]:
        content = path.read_bytes()
        assert str(report).encode() not in content
        assert b"CreationDate" not in content
        assert b"<dc:date>" not in content


def test_the_same_tables_give_the_same_bytes(report, tmp_path, report_settings, lexicons):
    small_study.write_report(tmp_path, small_study.inputs(), report_settings, lexicons, QUICK)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 10
    for path in written:
        assert path.read_bytes() == (report / path.relative_to(tmp_path)).read_bytes(), path.name


def test_two_workers_draw_the_same_bytes(report, report_settings, lexicons, tmp_path):
    study = small_study.inputs()
    made = [one for one in run(study, report_settings, lexicons, Work(workers=2)) if one.name.startswith("figures/")]
    assert len(made) == 4 * len(FIGURES)
    for one in made:
        one.write(tmp_path / "drawn")
        assert (tmp_path / "drawn").read_bytes() == (report / one.name).read_bytes(), one.name


def test_empty_tables_still_give_a_page_that_says_what_is_missing(tmp_path, report_settings, lexicons):
    names = small_study.write_report(tmp_path, small_study.no_texts(), report_settings, lexicons, QUICK)
    assert "figures/topics.svg" not in names
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "没有主题。" in page
    assert "There are no topics." in page
    assert "0" in (tmp_path / "methods.md").read_text(encoding="utf-8")


def test_complaints_alone_give_a_report_without_gaps(report_settings, lexicons):
    study = small_study.inputs(size=30, empty=("clauses", "links", "gaps"))
    names = small_study.artifacts(study, report_settings, lexicons)
    assert "figures/problems.svg" in names
    assert "figures/gap.svg" not in names
    assert "tables/gaps.docx" not in names


def test_english_report_opens_in_english(tmp_path, lexicons):
    small_study.write_report(
        tmp_path, small_study.inputs(size=30), ReportSettings(language="en", study_name="Study A & B"), lexicons, QUICK
    )
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en" data-language="en">' in page
    assert "<title>Study A &amp; B</title>" in page
    assert r"\caption{Gap between complaints and clauses}" in (tmp_path / "tables/gaps.tex").read_text(encoding="utf-8")


def test_methods_tell_what_was_run_in_both_languages(report):
    text = (report / "methods.md").read_text(encoding="utf-8")
    assert "K = 3" in text
    assert "诉求 n = 60" in text
    assert "complaints n = 60" in text
    assert "@article{monroe2008" in text


def shown(paragraph):
    """What a reader sees of a Word paragraph: without the hidden keys."""
    return "".join(run.text for run in paragraph.runs if run.style.name != "Citation key")


def test_methods_stand_in_word_as_in_markdown(report):
    from docx import Document

    paragraphs = [shown(paragraph) for paragraph in Document(str(report / "methods.docx")).paragraphs]
    markdown = (report / "methods.md").read_text(encoding="utf-8")
    told = [text for text in paragraphs if len(text) > 60]
    assert len(told) > 10
    assert all(text in markdown for text in told)


def test_figures_and_tables_in_both_languages_where_they_are_asked_for(tmp_path, lexicons, monkeypatch):
    shown = [next(spec for spec in FIGURES if spec.section), FIGURES[0]]
    monkeypatch.setattr("govtext.report.figures.rendering.FIGURES", tuple(shown))
    settings = ReportSettings(both_languages=True)
    names = small_study.write_report(
        tmp_path, small_study.inputs(), settings, lexicons, (".csv", ".svg", "index.html", "gaps.tex"))
    for spec in shown:
        own, other = (tmp_path / "figures" / folder / f"{spec.name}.csv" for folder in ("", "en"))
        assert own.read_text(encoding="utf-8-sig").startswith("项目,数值名称")
        assert other.read_text(encoding="utf-8-sig").startswith("item,number")
        assert (tmp_path / "figures" / "en" / f"{spec.name}.svg").read_bytes() != (tmp_path / "figures" / f"{spec.name}.svg").read_bytes()
    assert {"tables/tables.docx", "tables/en/tables.docx", "tables/en/tables.xlsx"} <= set(names)
    assert "诉求与政策条款的落差" not in (tmp_path / "tables" / "en" / "gaps.tex").read_text(encoding="utf-8")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count('<img class="zh"') == page.count('<img class="en"') >= 1
    assert "Its labels are in Chinese" not in page
