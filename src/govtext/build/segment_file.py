"""Segments a plain text file, line by line."""

from __future__ import annotations

from pathlib import Path

from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons


def segment_file(study: Study, source: Path, target: Path, plain: bool) -> int:
    """Cut a file of one text a line into words separated by single spaces.

    Args:
        study: whose dictionary is used.
        source: a text file in UTF-8.
        target: the file to write; it has as many lines as the source.
        plain: use jieba's own dictionary only.

    Returns:
        The number of lines.

    Raises:
        GovtextError: the file is missing or not UTF-8, or the target can't be written.
    """
    from govtext.words.segmentation import segment_lines

    try:
        content = source.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GovtextError(f"can't be read ({error.strerror})", file=str(source)) from error
    except UnicodeDecodeError as error:
        raise GovtextError("is not UTF-8", file=str(source), hint="save it as UTF-8") from error
    # Not splitlines: a text may hold a line separator or form feed that is no end of line here.
    lines = content.replace("\r\n", "\n").removesuffix("\n").split("\n") if content else []
    stage = study.stages.stage("words")
    terms = [] if plain else Lexicons(study.lexicon_files(stage)).words("gov_terms.txt")
    cut = segment_lines(lines, [(term.word, term.frequency, term.tag) for term in terms], plain)
    try:
        with target.open("w", encoding="utf-8", newline="\n") as file:
            for line in cut:
                file.write(line + "\n")
    except OSError as error:
        raise GovtextError(f"can't be written ({error.strerror})", file=str(target)) from error
    return len(lines)
