"""Sources that hold answered messages alone: a sample selected on being answered, which tells no reply rate."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from govtext.report.citing import Sentence, sentence
from govtext.report.contents import Contents
from govtext.report.waits import LEAST
from govtext.report.wording import wording

NAMED = 3  # files that the sentence names


def answered_files(contents: Contents) -> list[str]:
    """Return the files of LEAST messages or more of which every one is answered, by name."""
    sizes = Counter(message.source_file for message in contents.messages)
    answered = Counter(message.source_file for message in contents.messages if message.answered)
    return sorted(file for file, count in answered.items() if count == sizes[file] and count >= LEAST)


def all_selected(contents: Contents) -> bool:
    """Whether every source that records replies at all holds answered messages alone, so that nothing is waiting."""
    recording = {message.source_file for message in contents.messages if message.answered}
    return bool(recording) and recording == set(answered_files(contents))


def selection(contents: Contents) -> Sentence | None:
    """Return the sentence that says so and names the files; None where there is no such source."""
    files = answered_files(contents)
    if not files:
        return None
    more = len(files) > NAMED
    names = [PurePosixPath(file).stem for file in files[:NAMED]]
    values: dict[str, Any] = {
        "files_zh": "、".join(f"“{name}”" for name in names) + (f"等 {len(files)} 个文件" if more else ""),
        "files_en": ", ".join(f"“{name}”" for name in names) + (f" and others, {len(files)} in all," if more else ""),
    }
    return sentence(wording("findings.toml", "findings", "selected"), **values)
