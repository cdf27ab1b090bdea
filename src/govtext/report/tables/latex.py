"""LaTeX tables with booktabs; Chinese through ctex, every text escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govtext.report.citing import key_of
from govtext.report.tables.model import Head, ThesisTable, shown
from govtext.report.tables.word import column_widths
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
    "[": "{[}",
    "]": "{]}",
}


def escape(text: str) -> str:
    """Return the text as LaTeX prints it, without control characters."""
    return "".join(_SPECIAL.get(one, one) for one in text if one >= " ")


def latex_table(table: ThesisTable, language: str) -> str:
    r"""Return a table environment: needs \usepackage{ctex,booktabs,tabularx,amssymb}."""
    say = Say(language)
    widths = column_widths(table, language, float(len([head for head in table.heads if head.format == "text"]) or 1))
    total = sum(width for width, head in zip(widths, table.heads, strict=True) if head.format == "text") or 1.0
    texts = sum(head.format == "text" for head in table.heads)
    columns = "".join(
        rf">{{\hsize={width / total * texts:.2f}\hsize\raggedright\arraybackslash}}X" if head.format == "text" else "r"
        for head, width in zip(table.heads, widths, strict=True)
    )
    lines = [
        "% " + r"\usepackage{ctex,booktabs,tabularx,amssymb}",
        r"\providecommand{\govkey}[1]{}% \renewcommand{\govkey}[1]{ {\tiny\ttfamily #1}} shows the citation keys",
        r"\begin{table}[htbp]",
        r"  \centering",
        r"  \small",
        rf"  \caption{{{escape(say(table.caption))}}}",
        rf"  \label{{tab:{table.name}}}",
        rf"  \begin{{tabularx}}{{\textwidth}}{{{columns}}}",
        r"    \toprule",
        "    " + " & ".join(escape(say(head.text)) for head in table.heads) + r" \\",
        r"    \midrule",
    ]
    for row in table.rows:
        cells = (_cell(cell, head, language) for cell, head in zip(row, table.heads, strict=True))
        lines.append("    " + " & ".join(cells) + r" \\")
    note = escape(say("注：", "Note. ") + say(table.note))
    lines += [r"    \bottomrule", r"  \end{tabularx}", rf"  \par\footnotesize\raggedright {note}", r"\end{table}", ""]
    return "\n".join(lines)


def _cell(value: Any, head: Head, language: str) -> str:
    key = key_of(value)
    return escape(shown(value, head.format, language)) + (rf"\govkey{{{escape(key)}}}" if key else "")


def write_latex(path: Path, table: ThesisTable, language: str) -> None:
    """Write one table as a file to \\input."""
    path.write_text(latex_table(table, language), encoding="utf-8", newline="\n")
