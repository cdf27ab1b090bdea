"""What the raw files look like before anything runs, and what the masking has left: for `govtext doctor`."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from govtext.documents.columns import Aliases, TableMap, chosen_columns, kind_by_name, map_columns, matches
from govtext.documents.discovery import format_of, ignored_because, leads_outside
from govtext.documents.privacy import MaskingRules
from govtext.documents.readers.archives import members
from govtext.documents.readers.content import BadRow, Limits, TableContent, Unreadable
from govtext.documents.readers.opening import read_file
from govtext.documents.rows import SAMPLE_ROWS, table_rows
from govtext.documents.undated import count_dates
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons, like_shipped
from govtext.settings import DocumentsSettings
from govtext.store import RawFile

_MARK = re.compile(r"〔(?:电话|证件|卡号|邮箱|账号|车牌|门牌|姓名|姓|网友|地址|已隐去)〕")
# what might still be personal: long runs of digits (but for the zeros that platforms put there themselves), addresses
# of mail, an account or a name announced and not masked
_SUSPICIOUS = re.compile(
    r"(?<![\d.])(?!0{4})(?:\d{7,}|1[3-9]\d[ -]\d{4}[ -]\d{4}|0\d{2,3}-(?!0{4})\d{7,8})(?![\d.])|"
    r"[A-Za-z0-9_.]+@[\w.]+|(?<!〔)(?:我叫|(?:姓名|联系人)[是为:：\s]{1,2})[\u3400-\u9fff]{2,4}|"
    r"(?:身份证号?码?|手机号?码?|微信号?|[Qq]{2}号?)[是为:：\s]{0,2}[A-Za-z0-9]{5,}"
)


@dataclass(frozen=True)
class FileReport:
    """One table or text of a raw file, as the documents stage would take it.

    Attributes:
        file: relative to data/raw.
        state: "read", "passed over", "not taken" or "needs a setting".
        what: format, encoding, delimiter, or the reason for its state.
        sheet: name of the sheet, "" elsewhere.
        kind: complaint or policy, "" where nothing is read.
        header_row: row of the headings, None for texts.
        columns: field → heading.
        personal: headings whose cells are masked whole.
        unmapped: headings that go to ``extra``.
        candidates: (heading, median length) of columns that may hold the text.
        upper_row: row above it that names groups of columns, None where there is none.
        troubles: what is wrong with its rows, a line each.
    """

    file: str
    state: str
    what: str
    sheet: str = ""
    kind: str = ""
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    candidates: tuple[tuple[str, int], ...] = ()
    upper_row: int | None = None
    troubles: tuple[str, ...] = ()


def describe(files: Sequence[RawFile], settings: DocumentsSettings, lexicons: Lexicons) -> list[FileReport]:
    """Return how each raw file would be read, and of its rows how many lack a date.

    Columns are told by a table's first 200 rows, as in a run; all rows are read for their dates, and none is kept.
    Nothing is raised for a file: what is wrong with it stands in its report.
    """
    with like_shipped(lexicons.location("columns.toml")):
        aliases = Aliases.from_table(lexicons.table("columns.toml"), lexicons.location("columns.toml"))
    limits = Limits(settings.max_file_mb << 20, settings.max_cell_characters)
    reports: list[FileReport] = []
    for file in sorted(files, key=lambda f: f.name):
        reason = ignored_because(file.name, settings.ignore)
        if reason:
            reports.append(FileReport(file.name, "passed over", reason))
        elif leads_outside(file.name, file.path):
            reports.append(FileReport(file.name, "not taken", "is a link that leads out of data/raw"))
        else:
            reports += _of_file(file, settings, aliases, limits)
    return reports


def _of_file(file: RawFile, settings: DocumentsSettings, aliases: Aliases, limits: Limits) -> Iterator[FileReport]:
    try:
        found = format_of(file.path)
        if found == "zip":
            for name, member in members(file.path, limits):
                inner = f"{file.name}/{name}"
                reason = ignored_because(name, settings.ignore)
                if isinstance(member, str):
                    yield FileReport(inner, "not taken", member)
                elif reason:
                    yield FileReport(inner, "passed over", reason)
                else:
                    yield from _of_file(RawFile(inner, member), settings, aliases, limits)
            return
        encoding = next((e for p, e in settings.encodings.items() if matches(file.name, p)), None)
        kind = next((k for p, k in settings.kinds.items() if matches(file.name, p)), "")
        by_name = kind_by_name(file.name, aliases)
        for content in read_file(file.path, found, limits, encoding, file.name):
            what = ", ".join((found, *content.notes))
            if isinstance(content, TableContent):
                yield _of_table(file.name, content, what, (kind, by_name), aliases, settings)
            else:
                yield FileReport(file.name, "read", what, kind=kind or by_name or "policy")
    except Unreadable as error:
        yield FileReport(file.name, "not taken", str(error))
    except PermissionError:
        yield FileReport(file.name, "not taken", "cannot be opened: close it in other programs and allow it to be read")


def _of_table(
    name: str, table: TableContent, what: str, kinds: tuple[str, str], aliases: Aliases, settings: DocumentsSettings
) -> FileReport:
    first = list(islice(table.rows, SAMPLE_ROWS))
    rows = [(number, cells) for number, cells in first if not isinstance(cells, BadRow)]
    chosen = chosen_columns(name, settings.columns)
    try:
        mapping = map_columns([c for _, c in rows], aliases, chosen, name)
    except GovtextError as error:
        return FileReport(name, "needs a setting", str(error), table.sheet)
    kind = kinds[0] or mapping.kind or kinds[1] or "complaint"
    if mapping.is_reference:
        return FileReport(name, "not taken", f"{what}; a reference table: no column holds a text", table.sheet)
    state = "read" if "text" in mapping.columns else "needs a setting"
    troubles: tuple[str, ...] = ()
    if state == "read":
        whole = replace(table, rows=chain(first, table.rows))
        found = table_rows(whole, name, kinds, aliases, chosen, settings.max_cell_characters)
        dates = count_dates(found, MaskingRules(frozenset(settings.keep_personal)))
        what = f"{what}; {dates.summary()}"
        troubles = tuple(dates.troubles(settings.dates.on_error))
        if dates.unreadable and settings.dates.on_error == "stop":
            state = "needs a setting"
    return FileReport(
        name, state, what, table.sheet, kind, rows[mapping.header_row][0],
        {
            field_: _heading(mapping, i) + (" (by its cells)" if field_ in mapping.by_content else "")
            for field_, i in (*mapping.columns.items(), *mapping.places.items())
        },
        tuple(_heading(mapping, i) for i in sorted(mapping.personal)),
        tuple(
            _heading(mapping, i) for i, h in enumerate(mapping.headings)
            if h and i not in mapping.personal and i not in mapping.columns.values()
        ),
        tuple((c.heading, c.median_length) for c in mapping.candidates),
        None if mapping.upper_row is None else rows[mapping.upper_row][0], troubles,
    )


def _heading(mapping: TableMap, index: int) -> str:
    heading = mapping.headings[index] if index < len(mapping.headings) else ""
    return heading or f"column {index + 1}"


def report_lines(reports: Iterable[FileReport]) -> list[str]:
    """Return the reports as lines for a terminal: a line a file, its columns indented below."""
    lines = []
    for report in reports:
        sheet = f' sheet "{report.sheet}"' if report.sheet else ""
        kind = f" as {report.kind}" if report.kind else ""
        lines.append(f"{report.file}{sheet}: {report.state}{kind} ({report.what})")
        if report.columns:
            two = f"rows {report.upper_row} and" if report.upper_row else "row"
            header = f"header in {two} {report.header_row}: " if report.header_row else ""
            lines.append(f"    {header}" + ", ".join(f"{name} = {heading}" for name, heading in report.columns.items()))
        if report.personal:
            lines.append("    masked whole: " + ", ".join(report.personal))
        if report.unmapped:
            lines.append("    kept in extra: " + ", ".join(report.unmapped))
        lines += [f"    {trouble}" for trouble in report.troubles]
        if report.candidates and report.state == "needs a setting" and "text" not in report.columns:
            shown = ", ".join(f"{heading} (median {length} characters)" for heading, length in report.candidates)
            lines.append(f"    no column is known to hold the text; candidates: {shown}")
            first = report.candidates[0][0]
            lines.append(f'    set in [documents]: columns = {{"{report.file}" = {{text = "{first}"}}}}')
    return lines


@dataclass(frozen=True)
class PrivacySample:
    """A place in a text: one that was masked, or one that looks personal and was left."""

    doc_id: str
    column: str
    state: str
    excerpt: str


def privacy_sample(
    rows: Iterable[dict[str, Any]], size: int = 20, seed: int = 0
) -> tuple[dict[str, int], list[PrivacySample]]:
    """Return counts of marks by kind and of suspicious remains, and a random sample of both.

    Args:
        rows: rows of the table documents with doc_id, title, text and reply; read once, none is kept.
        size: how many masked places and how many remains to show.
        seed: of the sample.
    """
    rng = random.Random(seed)
    counts: dict[str, int] = {}
    kept: dict[str, list[PrivacySample]] = {"masked": [], "remains": []}
    for row in rows:
        for column in ("title", "text", "reply"):
            text = row.get(column) or ""
            for state, pattern in (("masked", _MARK), ("remains", _SUSPICIOUS)):
                for match in pattern.finditer(text):
                    key = match[0] if state == "masked" else "remains"
                    counts[key] = counts.get(key, 0) + 1
                    seen = sum(n for k, n in counts.items() if (k == "remains") == (state == "remains"))
                    excerpt = " ".join(text[max(0, match.start() - 15) : match.end() + 10].split())
                    sample = PrivacySample(row["doc_id"], column, state, excerpt)
                    # reservoir sampling (Vitter 1985): every place has the same chance, whatever their number
                    if len(kept[state]) < size:
                        kept[state].append(sample)
                    elif (place := rng.randrange(seen)) < size:
                        kept[state][place] = sample
    return dict(sorted(counts.items())), kept["masked"] + kept["remains"]
