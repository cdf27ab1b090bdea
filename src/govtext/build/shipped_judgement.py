"""Fits the judgement of recurring issues again:
python -m govtext.build.shipped_judgement STUDY FOLDER JUDGED.csv[=READERS] [JUDGED.csv[=READERS] ...].

STUDY is a study that was run up to its words; a JUDGED.csv has the columns source_file, source_id and issue_id
(messages without company have an issue of their own) and may have unsure_with, the issues that could be the same,
readers, how many judged the message alike beside its whole file (0 for none; where the column is missing, READERS
tells that of all, 1 where nothing does), and beside, the set of messages of any files that several judged together.
pair_weights.csv and pair_trees.csv are written to FOLDER, and what the fit is worth is told. (The weights for small
corpora, the column "small", are those that ship: they were fitted on samples of the messages.)

What ships is, byte for byte, what this makes of a study of 附件2_sample, 附件3, 附件4 and the policies under the
default settings, with the development half of the gold standard, which two readers agree on, before the messages that
one reader judged, and those of the issues of an earlier fit, which two blind readers judged side by side (ids alone,
among the tests of recurring issues):
python -m govtext.build.shipped_judgement STUDY FOLDER hot_issues_dev.csv=2 judged_messages.csv
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.issues.recurring.copies import renamed
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.fitting import Fitted, fit, mean_agreement
from govtext.issues.recurring.judgement import INTERCEPT
from govtext.issues.recurring.judgements import Agreement, Judgements
from govtext.issues.recurring.messages import BATCH, Messages, messages_of, word_batches
from govtext.issues.recurring.reading import batch_of, encode
from govtext.issues.recurring.weights import SMALL_BIAS, SMALL_WEIGHTS
from govtext.parallel import Work
from govtext.settings import RecurringSettings
from govtext.store import Source, write_text

COLUMNS = ("source_file", "source_id", "issue_id")
Text = tuple[list[str], list[str]]


def fitted(study: Study, judged: Sequence[str]) -> Fitted:
    """Return trees and weights fitted on the messages of a study that readers put into issues.

    Args:
        study: run up to its words.
        judged: files of judgements, each with "=" and the number of its readers behind, if not one.

    Raises:
        GovtextError: a table of the study or a file of judgements is missing, or names no message of the study.
    """
    settings = study.settings.issues.recurring
    documents = Source("documents", study.processed / "01_documents" / "documents.parquet")
    words = Source("words", study.processed / "02_words" / "words.parquet")
    messages = messages_of(documents, words)
    rows = documents.read(["doc_id", "source_file", "source_id"]).to_pylist()
    key_of = {row["doc_id"]: (Path(row["source_file"]).name, str(row["source_id"])) for row in rows}
    read = Judgements.of([key_of[doc] for doc in messages.doc_ids], _judged(judged))
    if not (read.issue >= 0).any():
        raise GovtextError("no message of the study is judged: source_file and source_id must be those of its files")
    texts = [
        (row["words"], row["tags"]) for batch in word_batches(words, messages) for row in batch.to_pylist()
    ]
    copies = renamed(texts)
    originals = np.array([copy.original for copy in copies], dtype=np.int64)
    namesakes = np.array([copy.namesake for copy in copies], dtype=np.int64)
    added = len(texts) + np.arange(len(copies))
    corpus = _corpus(texts, messages, np.arange(len(texts)), settings)
    with_copies = _corpus(
        [*texts, *(copy.text for copy in copies)],
        messages,
        np.concatenate([np.arange(len(texts)), originals]),
        settings,
    )
    left, right = np.concatenate([originals, namesakes]), np.concatenate([added, added])
    return fit(corpus, read, settings, (with_copies, left, right))


def _corpus(texts: list[Text], messages: Messages, rows: np.ndarray, settings: RecurringSettings) -> MessageCorpus:
    """Return messages, some of which are copies: they have the region of their original and nobody as a writer."""
    copied = np.arange(len(rows)) >= len(messages.doc_ids)
    days = np.where(np.isfinite(messages.days), np.nan_to_num(messages.days), -1).astype(np.int64)[rows]
    batches = (
        batch_of([words for words, _ in texts[at : at + BATCH]], [tags for _, tags in texts[at : at + BATCH]])
        for at in range(0, len(texts), BATCH)
    )
    return encode(
        batches,
        np.where(copied, -1, messages.authors[rows]),
        np.where(copied & (days >= 0), days + 30, days),
        settings.body_characters,
        Work(workers=1),
        [messages.regions[row] for row in rows.tolist()],
    )


def _judged(files: Sequence[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name in files:
        path, readers = _with_readers(name)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
                if missing:
                    raise GovtextError(f"has no column {', '.join(missing)}", file=path.name)
                found += [{"readers": readers} | dict(row) for row in reader]
        except OSError as error:
            raise GovtextError(f"can't be read ({error.strerror})", file=path.name) from error
    return found


def _with_readers(name: str) -> tuple[Path, str]:
    """Return the file and the number of readers behind its name, 1 where there is none."""
    before, sign, after = name.rpartition("=")
    return (Path(before), after) if sign and after.isdecimal() else (Path(name), "1")


def write(made: Fitted, folder: Path) -> None:
    """Write pair_weights.csv and pair_trees.csv."""
    trees = [("tree", "node", "feature", "least", "yes", "no", "value"), *made.trees]
    small = {INTERCEPT: SMALL_BIAS, **SMALL_WEIGHTS}
    pairs = [
        ("term", "weight", "small"),
        *((term, f"{weight:.4f}", f"{small[term]:.4f}") for term, weight in made.pair_weights.items()),
    ]
    for name, rows in (("pair_trees.csv", trees), ("pair_weights.csv", pairs)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        write_text(folder / name, text.getvalue())


def told(name: str, found: Agreement) -> str:
    """Return one line about an agreement."""
    return (
        f"{name}: B-cubed precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f}, "
        f"{found.pieces:.2f} pieces per issue, {found.alone:.1%} of lone messages alone, "
        f"{found.one_matter:.1%} of clusters of three and more of one issue"
    )


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        made = fitted(Study(Path(arguments[0])), arguments[2:])
        write(made, Path(arguments[1]))
    except GovtextError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(told("held out (mean of the parts)", mean_agreement(made.held_out)))
    print(told("fitted on", made.fitted_on))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
