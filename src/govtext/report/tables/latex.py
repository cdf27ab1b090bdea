"""LaTeX tables with booktabs; Chinese through ctex, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from govtext.report.citing import key_of
from govtext.report.tables.model import Head, ThesisTable, broken, ems, shown, widths_in_ems
from govtext.report.wording import Say

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "–": "--",
    "✓": r"$\checkmark$",
    "✗": r"$\times$",
    "−": "$-$",
    "φ": r"$\varphi$",
    "[": "{[}",
    "]": "{]}",
}


# Ems of a line of a thesis page (15.5 cm, type of 10.5 pt) by size of type, the largest first.
EMS_OF_LINE = {r"\small": 45.0, r"\footnotesize": 51.0, r"\scriptsize\setlength{\tabcolsep}{3pt}": 64.0}
GAP = 1.2  # ems between two columns
LINES_OF_PAGE = 42
WHOLE = 3.0  # ems of a heading that is not broken
ALIGNED = {"mark": "c", "interval": "r", "count": "r", "share": "r", "decimal": "r", "two": "r", "fine": "r", "p": "r",
           "day": "r", "stacked": "r"}


def escape(text: str) -> str:
    """Return the text as LaTeX prints it, without control characters."""
    return "".join(_SPECIAL.get(one, one) for one in text if one >= " ")


class _Shape(NamedTuple):
    """How a table is set: its columns' widths in ems (a Chinese character is one), and what follows from them."""

    widths: list[float]
    size: str
    lines: int

    @property
    def long(self) -> bool:
        """Whether it runs over a page: a longtable then, which breaks."""
        return self.lines > LINES_OF_PAGE


def latex_table(table: ThesisTable, language: str) -> str:
    r"""Return a table that fits a page's width, or a longtable where it is longer than a page.

    Needs \usepackage{ctex,booktabs,tabularx,longtable,amssymb}. A key stands beside every number in \govkey, which
    prints nothing until it is redefined.
    """
    say = Say(language)
    shape = _shape(table, language)
    heads = " & ".join(
        _head(head, say(head.text), width) for head, width in zip(table.heads, shape.widths, strict=True)
    )
    rows = [
        " & ".join(_cell(cell, head, language) for cell, head in zip(row, table.heads, strict=True)) + r" \\"
        for row in table.rows
    ]
    caption = rf"\caption{{{escape(say(table.caption))}}}\label{{tab:{table.name}}}"
    note = escape(say("注：", "Note. ") + say(table.note))
    make = _long if shape.long else _floating
    return "\n".join([
        "% " + r"\usepackage{ctex,booktabs,tabularx,longtable,amssymb}",
        r"\providecommand{\govkey}[1]{}% \renewcommand{\govkey}[1]{ {\tiny\ttfamily #1}} shows the citation keys",
        *make(table, shape, caption, heads, rows, note),
        "",
    ])


def _floating(table: ThesisTable, shape: _Shape, caption: str, heads: str, rows: list[str], note: str) -> Iterator[str]:
    total = sum(w for w, head in zip(shape.widths, table.heads, strict=True) if head.format == "text")
    texts = sum(head.format == "text" for head in table.heads)
    columns = "".join(
        ALIGNED[head.format]
        if head.format != "text"
        else rf">{{\hsize={width / total * texts:.2f}\hsize\raggedright\arraybackslash}}X"
        for head, width in zip(table.heads, shape.widths, strict=True)
    )
    yield from (r"\begin{table}[htbp]", r"  \centering", rf"  {shape.size}", f"  {caption}")
    yield rf"  \begin{{tabularx}}{{\textwidth}}{{@{{}}{columns}@{{}}}}"
    yield from (r"    \toprule", rf"    {heads} \\", r"    \midrule", *(f"    {row}" for row in rows))
    yield from (r"    \bottomrule", r"  \end{tabularx}", rf"  \par\footnotesize\raggedright {note}", r"\end{table}")


def _long(table: ThesisTable, shape: _Shape, caption: str, heads: str, rows: list[str], note: str) -> Iterator[str]:
    room = EMS_OF_LINE[shape.size] - GAP * len(table.heads)
    wide = max(1.0, sum(shape.widths) / room)
    columns = "".join(
        ALIGNED[head.format]
        if head.format != "text"
        else rf">{{\raggedright\arraybackslash}}p{{{width / wide / EMS_OF_LINE[shape.size]:.3f}\textwidth}}"
        for head, width in zip(table.heads, shape.widths, strict=True)
    )
    yield from ("{" + shape.size, rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}", rf"  {caption} \\")
    yield from (r"  \toprule", rf"  {heads} \\", r"  \midrule", r"  \endfirsthead")
    yield from (r"  \toprule", rf"  {heads} \\", r"  \midrule", r"  \endhead", r"  \bottomrule", r"  \endfoot")
    yield from (f"  {row}" for row in rows)
    yield from (r"\end{longtable}", rf"\vspace{{-1em}}\noindent\footnotesize {note}\par}}")


def _shape(table: ThesisTable, language: str) -> _Shape:
    """Choose the largest type in which the numbers stand on one line and every text column has room."""
    cells = [[shown(c, h.format, language) for c, h in zip(row, table.heads, strict=True)] for row in table.rows]
    titles = [head.text.say(language) for head in table.heads]
    # A heading as short as 诉求数 stays on one line, whatever the table's type.
    widths = [
        max(width, ems(title)) if ems(title) <= WHOLE else width
        for width, title in zip(widths_in_ems(table, language), titles, strict=True)
    ]
    total = sum(widths) + GAP * len(widths)
    size = next((one for one, room in EMS_OF_LINE.items() if total <= room), list(EMS_OF_LINE)[-1])
    squeeze = min(1.0, (EMS_OF_LINE[size] - GAP * len(widths)) / max(sum(widths), 1.0))
    lines = sum(
        max(
            (
                -(-ems(c) // max(w * squeeze, 1))
                for c, w, h in zip(row, widths, table.heads, strict=True)
                if h.format == "text"
            ),
            default=1,
        )
        for row in cells
    )
    return _Shape(widths, size, int(lines))


def _head(head: Head, title: str, width: float) -> str:
    parts = broken(title, width)
    if head.format == "text" or len(parts) == 1:
        return escape(title)
    side = "c" if head.format == "mark" else "r"
    return rf"\shortstack[{side}]{{" + r"\\".join(escape(part) for part in parts) + "}"


def _cell(value: Any, head: Head, language: str) -> str:
    key = key_of(value)
    text = shown(value, head.format, language)
    made = escape(text)
    if head.format == "stacked" and "\n" in text:
        # The first line on the row's line: a shortstack would put the last one there.
        made = r"\begin{tabular}[t]{@{}r@{}}" + r"\\".join(map(escape, text.split("\n"))) + r"\end{tabular}"
    return made + (rf"\govkey{{{escape(key)}}}" if key else "")


def write_latex(path: Path, table: ThesisTable, language: str) -> None:
    """Write one table as a file to \\input."""
    path.write_text(latex_table(table, language), encoding="utf-8", newline="\n")
