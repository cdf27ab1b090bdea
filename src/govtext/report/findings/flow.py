"""The corpus flow: what was found, taken and analysed, with n at each step."""

from __future__ import annotations

from typing import NamedTuple

from govtext.report.citing import Cited, Sentence, cited, joined, sentence
from govtext.report.contents import Contents
from govtext.report.wording import Phrase, number


class Step(NamedTuple):
    """A step of the corpus flow: what is left, how many, and what stood aside.

    `size` is the bare number; a `part` is counted within the last step that is none.
    """

    what: Phrase
    size: Cited
    aside: Sentence | None
    part: bool = False


def corpus_flow(contents: Contents) -> list[Step]:
    """Return the steps from the rows that were found to what was analysed."""
    messages, policies = contents.messages, contents.policies
    rejected = len(contents.rows("rejected"))
    kept = len(messages) + len(policies)
    repeated = sum(message.duplicate for message in messages)
    coded = sum(bool(message.codes) for message in messages)
    grouped = sum(message.issue is not None for message in messages)
    return [
        Step(
            Phrase("读到的行与文件", "Rows and files found"),
            Cited(kept + rejected, "documents.found"),
            _aside(
                "未采用 {n} 行，见 rejected 表",
                "{n} rows not taken, see table rejected",
                rejected,
                "documents.rejected",
            )
            if rejected
            else None,
        ),
        Step(
            Phrase("采用的文本", "Texts taken"),
            Cited(kept, "documents.count"),
            _aside("政策 {n} 篇", "{n} policies", len(policies), "documents.policies"),
        ),
        Step(
            Phrase("诉求", "Complaints"),
            Cited(len(messages), "documents.complaints"),
            _aside(
                "与前文相同或相近 {n} 条，保留并标记",
                "{n} repeat or nearly repeat an earlier one, kept and marked",
                repeated,
                "documents.repeated",
            )
            if repeated
            else None,
        ),
        Step(
            Phrase("诉求中带有服务问题编码", "Complaints with a service problem"),
            Cited(coded, "problems.any.count"),
            _aside("无编码 {n} 条", "{n} without", len(messages) - coded, "problems.none.count"),
            part=True,
        ),
        Step(
            Phrase("诉求中归入重复问题", "Complaints in a recurring issue"),
            Cited(grouped, "issues.members"),
            _aside("问题 {n} 个", "{n} issues", len(contents.issues), "issues.count"),
            part=True,
        ),
    ]


def flow_sentence(contents: Contents) -> Sentence:
    """Return the flow as one sentence, for the methods."""
    parts = []
    for step in corpus_flow(contents):
        what = Phrase(step.what.zh, step.what.en.lower())
        size = cited(step.size.value, step.size.key)
        shape = Phrase("{what} n = {size}（{aside}）", "{what} n = {size} ({aside})")
        if step.aside is None:
            shape = Phrase("{what} n = {size}", "{what} n = {size}")
        parts.append(sentence(shape, what=what, size=size, aside=step.aside or ""))
    return joined(parts, "；", "; ")


def _aside(zh: str, en: str, count: int, key: str) -> Sentence:
    return sentence(Phrase(zh, en), n=Cited(number(count), key))
