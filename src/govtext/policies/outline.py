"""A policy cut into clauses: articles of a law, numbered paragraphs of a notice, paragraphs of a report.

A clause is what one cites: 第十二条 of a law with all its paragraphs and items, or a paragraph of a text
that has no articles. Its parts (paragraphs 款, items 项 and 目, sentences) are kept beside it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

from govtext.policies.numbering import DEPTH, Line, lines

Structure = Literal["articles", "report", "outline"]
PartLevel = Literal["paragraph", "item", "subitem", "sentence"]

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”’」』）)]*|\n|$)")
_SPLIT = re.compile(r"[^。！？\n]*(?:[。！？]+[”’」』）)]*|\n|$)")
_ENDS_SENTENCE = "。；;！？!?…"
_REPORT_TITLE = re.compile(r"政府工作报告|工作报告$")
_REFERENCE = re.compile(r"第[一二三四五六七八九十]+[款项]|规定|的规定|、|至第|和第|或者|所称|所列")
_INNER_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u3000]+(?=[\u4e00-\u9fff])")
_NUMBER = r"[\d一二三四五六七八九十〇○]{1,4}"
_DATE_LINE = re.compile(rf"{_NUMBER}年{_NUMBER}月{_NUMBER}日")
_ITEM_LEVELS = ("first", "second", "third", "fourth")
HEADING_LENGTH = 45


@dataclass(frozen=True)
class Part:
    """A paragraph, item or sentence of a clause; `start` and `end` are offsets into the text."""

    level: PartLevel
    number: str | None
    start: int
    end: int


@dataclass
class Clause:
    """A clause, its place in the text and in the order of headings.

    Attributes:
        clause_id: stable: the document and the article's number, or a hash of headings and wording.
        level: "article", or "paragraph" in a text without articles.
        number: as it stands, without the heading's numbers; None where there is none.
        heading: the headings above, outermost first, joined by " / "; heading_spans says where they stand.
        chapter: the outermost of them.
        start, end: offsets of the wording (without the number) into title, newline, text.
    """

    doc_id: str
    level: Literal["article", "paragraph"]
    number: str | None
    heading: str
    chapter: str
    start: int
    end: int
    clause_id: str = ""
    parts: list[Part] = field(default_factory=list)
    heading_spans: list[tuple[int, int]] = field(default_factory=list)


def structure_of(title: str, found: list[Line]) -> Structure:
    """Return how a text is built: by articles, as a work report, or by numbered paragraphs."""
    articles = [line for line in found if line.level == "article"]
    if sum(line.value == position for position, line in enumerate(articles, start=1)) >= 2:
        return "articles"
    if _REPORT_TITLE.search(title):
        return "report"
    return "articles" if len(articles) == 1 and articles[0].value == 1 else "outline"


def parse(doc_id: str, text: str) -> tuple[Structure, list[Clause]]:
    """Cut a policy into clauses.

    Args:
        doc_id: the document, from which the clauses' identifiers are made.
        text: title, newline, text.

    Returns:
        The structure of the text, and its clauses in order. A text without clauses gives none.
    """
    title, _, _ = text.partition("\n")
    found = lines(text, len(title) + 1 if "\n" in text else len(text))
    structure = structure_of(title, found)
    if structure == "articles":
        clauses = _articles(doc_id, text, found)
    else:
        clauses = _paragraphs(doc_id, text, found, report=structure == "report")
    _identify(clauses, text)
    return structure, clauses


def sentences(text: str, start: int, end: int, semicolons: bool = False) -> list[tuple[int, int]]:
    """Return the offsets of the sentences between `start` and `end`, blanks around them left out.

    Args:
        semicolons: whether a semicolon ends a sentence too.
    """
    found = []
    pattern = _SENTENCE if semicolons else _SPLIT
    for match in pattern.finditer(text, start, end):
        piece = match.group()
        stripped = piece.strip()
        if stripped:
            begin = match.start() + len(piece) - len(piece.lstrip())
            found.append((begin, begin + len(stripped)))
    return found


class _Headings:
    """The headings that stand above the line being read."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str, tuple[int, int]]] = []

    def enter(self, depth: int, number: str | None, wording: str, start: int) -> None:
        """Put a heading in its place; those as deep or deeper end. `start` is where its wording begins."""
        self.leave(depth)
        gap = " " if number and number.startswith("第") else ""
        shown = f"{number or ''}{gap}{_INNER_BLANK.sub('', ' '.join(wording.split()))}".strip()
        self._path.append((depth, shown, (start, start + len(wording))))

    def leave(self, depth: int) -> None:
        """End the headings that are as deep or deeper."""
        self._path = [entry for entry in self._path if entry[0] < depth]

    @property
    def path(self) -> str:
        return " / ".join(wording for _, wording, _ in self._path)

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [span for _, _, span in self._path]

    @property
    def outermost(self) -> str:
        return self._path[0][1] if self._path else ""


def _is_heading(text: str, line: Line) -> bool:
    wording = text[line.body : line.end]
    return len(wording) <= HEADING_LENGTH and not wording.rstrip().endswith((*_ENDS_SENTENCE, "：", ":", "，", "、"))


def _articles(doc_id: str, text: str, found: list[Line]) -> list[Clause]:
    clauses: list[Clause] = []
    headings = _Headings()
    expected, current, annex = 1, None, False
    for line in found:
        if line.level in ("part", "chapter", "section") and _is_heading(text, line):
            headings.enter(DEPTH[line.level], line.number, text[line.body : line.end], line.body)
            current = None
        elif line.level == "article" and _is_article(text, line, expected, annex):
            current = Clause(
                doc_id, "article", line.number, headings.path, headings.outermost, line.body, line.end,
                heading_spans=headings.spans,
            )
            if line.end > line.body:
                current.parts.append(Part("paragraph", None, line.body, line.end))
            clauses.append(current)
            expected, annex = line.value + 1, False
        elif _begins_annex(text, line):
            headings.leave(0)
            headings.enter(1, None, text[line.start : line.end], line.start)
            current, annex = None, True
        elif line.level == "title":
            headings.enter(DEPTH["title"], None, text[line.body : line.end], line.body)
            current = None
        elif current is not None and not _signature(text, line):
            _extend(current, text, line)
    return clauses


def _is_article(text: str, line: Line, expected: int, annex: bool) -> bool:
    after = text[line.body : line.body + 8]
    if line.value == 1 and (annex or expected == 1):
        return True
    if line.value == expected:
        # 第十二条之一 and a next article share the rank; a reference at the start of a line does not follow on.
        return line.gap or not _REFERENCE.match(after)
    if line.number is not None and "之" in line.number:
        return line.value == expected - 1
    return line.gap and line.value > expected and not _REFERENCE.match(after)


def _begins_annex(text: str, line: Line) -> bool:
    wording = text[line.start : line.end].strip()
    return bool(re.fullmatch(r"附\s?件\s?(?:\d+|[一二三四五六七八九十]+)?\s*[:：]?", wording))


def _signature(text: str, line: Line) -> bool:
    wording = text[line.start : line.end]
    if line.level != "plain" or wording.endswith(tuple(_ENDS_SENTENCE + "：:，、")):
        return False
    return bool(_DATE_LINE.fullmatch(wording)) or (
        len(wording) <= 30 and wording.endswith(("政府", "办公厅", "办公室", "委员会", "厅", "局", "国务院", "院"))
    )


def _extend(clause: Clause, text: str, line: Line) -> None:
    level: PartLevel = "paragraph"
    if line.level in _ITEM_LEVELS:
        outer = next((part.number for part in clause.parts if part.level == "item"), None)
        same = outer is None or _numbering(outer) == line.level
        level = "item" if same else "subitem"
    number = line.number if level != "paragraph" else None
    clause.parts.append(Part(level, number, line.body if number else line.start, line.end))
    clause.end = line.end
    if clause.start == clause.end or not clause.parts:
        clause.start = line.start


def _numbering(number: str) -> str:
    return lines(number)[0].level if number else "plain"


def _paragraphs(doc_id: str, text: str, found: list[Line], report: bool) -> list[Clause]:
    clauses: list[Clause] = []
    headings = _Headings()
    previous: Clause | None = None
    for position, line in enumerate(found):
        wording = text[line.body : line.end]
        following = found[position + 1] if position + 1 < len(found) else None
        if line.level in DEPTH and (line.level in ("part", "chapter", "title") or _is_heading(text, line)):
            headings.enter(DEPTH[line.level], line.number, text[line.body : line.end], line.body)
            previous = None
        elif line.level == "plain" and report and _report_heading(wording):
            headings.enter(DEPTH["first"], None, wording, line.body)
            previous = None
        elif previous is not None and _continues(text, previous, line):
            _extend(previous, text, line)
        elif _has_sentence(wording) or _announces(wording, line, following):
            clause = Clause(
                doc_id, "paragraph", line.number, headings.path, headings.outermost, line.body, line.end,
                heading_spans=headings.spans,
            )
            if line.level in _ITEM_LEVELS:
                headings.leave(DEPTH[line.level])
                clause.heading, clause.chapter = headings.path, headings.outermost
                clause.heading_spans = headings.spans
                lead = _lead(wording)
                if lead:
                    headings.enter(DEPTH[line.level], line.number, lead, line.body)
            clause.parts = [Part("sentence", None, a, b) for a, b in sentences(text, line.body, line.end)]
            clauses.append(clause)
            previous = clause
    return clauses


def _lead(wording: str) -> str:
    """Return the title that opens a numbered paragraph: （一）精简材料。凡是…… gives 精简材料."""
    head, stop, rest = wording.partition("。")
    return head if stop and rest.strip() and len(head) <= HEADING_LENGTH else ""


def _continues(text: str, previous: Clause, line: Line) -> bool:
    """Whether a numbered line is an item of the paragraph above, which announced a list."""
    if line.level not in _ITEM_LEVELS:
        return False
    announced = text[previous.start : previous.end].rstrip().endswith(("：", ":"))
    return announced or (previous.parts[-1].level == "item" and text[previous.end - 1] in "；;")


def _report_heading(wording: str) -> bool:
    named = re.fullmatch(r"[^。，；：、]{4,30}(?:回顾|任务|工作|安排|成就|举措)", wording)
    return bool(named) and "作政府工作报告" not in wording


def _has_sentence(wording: str) -> bool:
    return len(wording) >= 12 and any(mark in wording for mark in _ENDS_SENTENCE)


def _announces(wording: str, line: Line, following: Line | None) -> bool:
    """Whether a short line opens a list: 具体做到： and then items of a deeper kind."""
    if not wording.endswith(("：", ":")) or following is None or following.level not in _ITEM_LEVELS:
        return False
    return DEPTH[following.level] > DEPTH.get(line.level, 0) and (line.level != "plain" or following.level != "first")


def _identify(clauses: list[Clause], text: str) -> None:
    seen: dict[str, int] = {}
    for clause in clauses:
        if clause.level == "article":
            mark = clause.number or ""
        else:
            mark = f"{clause.heading}\n{clause.number}\n{text[clause.start : clause.end]}"
        base = f"{clause.doc_id}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"
        seen[base] = seen.get(base, 0) + 1
        clause.clause_id = base if seen[base] == 1 else f"{base}-{seen[base]}"
