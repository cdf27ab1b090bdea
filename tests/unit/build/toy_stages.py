"""Small stages for the tests of the build: fast, and made to fail on demand."""

import errno
import os
import signal
import time

from govtext.errors import GovtextError
from govtext.store import table


def documents(inputs, settings, lexicons, work):
    rows = []
    for file in inputs.raw:
        text = file.path.read_text(encoding="utf-8")
        rows.append({"doc_id": file.name, "kind": "complaint", "source_file": file.name, "title": "", "text": text})
    yield "documents", table("documents", rows)
    if os.environ.get("TOY_DIE") == "documents":
        os.kill(os.getpid(), signal.SIGKILL)


def words(inputs, settings, lexicons, work):
    documents = inputs["documents"].read(["doc_id", "text"]).to_pylist()
    yield "words", table("words", [{"doc_id": d["doc_id"], "words": list(d["text"]), "tags": []} for d in documents])
    match os.environ.get("TOY_DIE"):
        case "words":
            os.kill(os.getpid(), signal.SIGKILL)
        case "error":
            raise GovtextError("the words are bad", file="data/raw/a.txt", row=3, hint="mend them")
        case "defect":
            raise ZeroDivisionError("by nothing")
        case "memory":
            raise MemoryError
        case "addresses":
            raise OSError(errno.ENOMEM, "Cannot allocate memory")
        case "full":
            raise OSError(28, "No space left on device", "words.parquet")
        case "slow":
            time.sleep(60)


def keywords(inputs, settings, lexicons, work):
    words = inputs["words"].read().to_pylist()
    rows = [
        {"doc_id": w["doc_id"], "rank": 1, "word": w["words"][0], "weight": 1.0, "method": "first"}
        for w in words if w["words"]
    ]
    yield "document_keywords", table("document_keywords", rows)


def beside(inputs, settings, lexicons, work):
    """Wait until the other stage that reads `words` runs too; one alone gives up."""
    seen = inputs.tables["words"]._path.parent.parent
    mine = work.kept._folder.name
    (seen / f"{mine}.seen").write_text("", encoding="utf-8")
    for _ in range(200):
        if len(list(seen.glob("*.seen"))) == 2:
            break
        time.sleep(0.05)
    else:
        raise GovtextError("the other stage did not run at the same time")
    work.notice(f"{mine} met the other")
    if os.environ.get("TOY_DIE") == mine:
        raise GovtextError(f"{mine} failed")
    yield ("document_keywords" if mine == "keywords" else "corpus_keywords"), table(
        "document_keywords" if mine == "keywords" else "corpus_keywords", []
    )


def late(inputs, settings, lexicons, work):
    """Do something of its own, then ask for the words, whose stage waits for that."""
    texts = inputs["documents"].count()
    seen = inputs.tables["documents"]._path.parent.parent
    (seen / "late.seen").write_text("", encoding="utf-8")
    if os.environ.get("TOY_DIE") == "late":
        raise GovtextError("late failed")
    assert inputs["words"].count() == texts
    work.notice(f"{len(list(inputs['words'].batches()))} batches, {inputs['words'].read(['doc_id']).num_rows} words")
    yield "document_keywords", table("document_keywords", [])


def awaited(inputs, settings, lexicons, work):
    """Make the words once the late stage has begun; where none may begin early, give up at once."""
    seen = inputs.tables["documents"]._path.parent.parent
    for _ in range(200 if os.environ.get("TOY_EARLY") else 1):
        if (seen / "late.seen").exists():
            work.notice("the late stage has begun")
            break
        time.sleep(0.05)
    yield from words(inputs, settings, lexicons, work)


def entities(inputs, settings, lexicons, work):
    """Find nothing."""
    assert inputs["documents"].count()
    yield "entities", table("entities", [])
