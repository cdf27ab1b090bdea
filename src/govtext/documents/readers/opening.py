"""From a file to what is in it: the one place that knows which reader reads which format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from govtext.documents.encoding import is_encoding
from govtext.documents.readers.content import Content, Limits, Unreadable

_REASONS = {
    "empty": "is empty",
    "word97": "is in the old Word format: save it as .docx",
    "odt": "is an OpenDocument text: save it as .docx",
    "xml2003": "is an XML table of Excel 2003: open it and save it as .xlsx",
    "rtf": "is in rich text format: save it as .docx",
    "mht": "is a web archive: save the page as .html",
    "gzip": "is compressed with gzip: unpack it",
    "rar": "is a rar archive: unpack it or make it a zip",
    "7z": "is a 7z archive: unpack it or make it a zip",
    "image": "is an image and holds no text",
    "program": "is a program",
    "unknown": "is in no known format",
}


def read_file(
    path: Path, format_name: str, limits: Limits, encoding: str | None = None, name: str = ""
) -> Iterator[Content]:
    """Yield the tables and texts of one file.

    Args:
        path: the file.
        format_name: see `format_of`.
        limits: bounds of what is read.
        encoding: of a text file, where the settings give it.
        name: the file's name under data/raw, whose folders may hold columns of a partitioned table.

    Raises:
        Unreadable: with the reason that stands in ``rejected``.
    """
    if path.stat().st_size > limits.file_bytes:
        raise Unreadable(f"is larger than {limits.file_bytes >> 20} MB (documents.max_file_mb)")
    if format_name in _REASONS:
        raise Unreadable(_REASONS[format_name])
    if encoding and not is_encoding(encoding):
        raise Unreadable(f'there is no encoding "{encoding}"')
    if format_name == "workbook":
        from govtext.documents.readers.spreadsheets import read_workbook

        yield from read_workbook(path, limits)
    elif format_name == "delimited":
        from govtext.documents.readers.delimited import read_delimited

        yield read_delimited(path, limits, encoding)
    elif format_name in ("text", "markdown"):
        from govtext.documents.readers.plain import read_plain

        yield read_plain(path, limits, encoding, markdown=format_name == "markdown")
    elif format_name == "html":
        from govtext.documents.readers.pages import read_page

        yield from read_page(path, limits, encoding)
    elif format_name in ("json", "jsonl", "parquet"):
        from govtext.documents.readers import records

        if format_name == "parquet":
            yield records.read_parquet(path, records.partition_of(name))
        else:
            yield (records.read_json if format_name == "json" else records.read_json_lines)(path, limits, encoding)
    elif format_name in ("docx", "pdf"):
        from govtext.documents.readers import office

        yield office.read_word(path, limits) if format_name == "docx" else office.read_pdf(path)
    else:
        raise Unreadable(_REASONS["unknown"])
