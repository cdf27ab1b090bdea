"""The findings in sentences and the corpus flow, each number with the table that it was read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from govtext.report.contents import Contents
from govtext.report.wording import UNKNOWN, Phrase, day, decimal, interval, number, percent, shortened, wording

LEAST_IN_REGION = 50


class Step(NamedTuple):
    """A step of the corpus flow: what is left, how many, and what stood aside."""

    what: Phrase
    size: int
    aside: Phrase | None


class Finding(NamedTuple):
    """A sentence and the table that shows where its numbers come from."""

    text: Phrase
    table: str


def corpus_flow(contents: Contents) -> list[Step]:
    """Return the steps from the rows that were found to what was analysed."""
    messages, policies = contents.messages, contents.policies
    rejected = len(contents.rows("rejected"))
    kept = len(messages) + len(policies)
    repeated = sum(message.duplicate for message in messages)
    coded = sum(bool(message.codes) for message in messages)
    grouped = sum(message.issue is not None for message in messages)
    aside = Phrase("未采用 {n} 行（见 rejected 表）", "{n} rows not taken (table rejected)").fill(n=number(rejected))
    copies = Phrase("其中与前文重复 {n} 条（保留并标记）", "{n} repeat an earlier one (kept, marked)").fill(
        n=number(repeated)
    )
    steps = [
        Step(Phrase("读到的行与文件", "Rows and files found"), kept + rejected, aside if rejected else None),
        Step(
            Phrase("采用的文本", "Texts taken"),
            kept,
            Phrase("政策 {n} 篇", "{n} policies").fill(n=number(len(policies))),
        ),
        Step(Phrase("诉求", "Complaints"), len(messages), copies if repeated else None),
        Step(
            Phrase("带有服务问题编码的诉求", "Complaints with a service problem"),
            coded,
            Phrase("无编码 {n} 条", "{n} without").fill(n=number(len(messages) - coded)),
        ),
        Step(
            Phrase("归入重复问题的诉求", "Complaints in a recurring issue"),
            grouped,
            Phrase("问题 {n} 个", "{n} issues").fill(n=number(len(contents.issues))),
        ),
    ]
    return steps


def findings(contents: Contents) -> list[Finding]:
    """Return what a reader should know first, a sentence each; nothing is said about an empty table."""
    makers = (_corpus, _topics, _problems, _regions, _issues, _replies, _deadlines, _gaps)
    return [finding for make in makers for finding in make(contents)]


def _corpus(contents: Contents) -> Iterator[Finding]:
    dates = sorted(message.date for message in contents.messages if message.date)
    span = Phrase("", "")
    if dates:
        span = _sentence("span", first=day(dates[0]), last=day(dates[-1]), regions=number(len(contents.regions)))
    complaints, policies = number(len(contents.messages)), number(len(contents.policies))
    yield Finding(_sentence("corpus", complaints=complaints, policies=policies, span=span), "documents")


def _topics(contents: Contents) -> Iterator[Finding]:
    topics = sorted(contents.rows("topics"), key=lambda row: (-(row["share"] or 0), row["topic_id"]))
    if topics:
        labels = [(contents.topic_labels[row["topic_id"]], percent(row["share"])) for row in topics[:3]]
        named = _listed([Phrase(f"“{label}”", f"“{label}”") for label, _ in labels], [share for _, share in labels])
        yield Finding(_sentence("topics", count=len(topics), named=named), "topics")


def _problems(contents: Contents) -> Iterator[Finding]:
    coded = sum(bool(message.codes) for message in contents.messages)
    if coded:
        top = [(code, count) for code, count in contents.problem_counts[:3] if count]
        named = _listed([contents.label(code) for code, _ in top], [number(count) for _, count in top])
        share = percent(coded / len(contents.messages))
        yield Finding(_sentence("problems", share=share, named=named), "service_problems")


def _listed(names: list[Phrase], values: list[str]) -> Phrase:
    pairs = list(zip(names, values, strict=True))
    zh = "、".join(f"{name.zh}（{value}）" for name, value in pairs)
    return Phrase(zh, ", ".join(f"{name.en} ({value})" for name, value in pairs))


def _regions(contents: Contents) -> Iterator[Finding]:
    coded = Counter(message.region for message in contents.messages if message.codes)
    shares = [(coded[region] / size, region) for region, size in contents.regions if size >= LEAST_IN_REGION]
    if len(shares) < 2 or max(shares)[0] == min(shares)[0]:
        return
    (high, most_in), (low, least_in) = max(shares), min(shares)
    text = _sentence(
        "regions", least=LEAST_IN_REGION, most_in=most_in, least_in=least_in, high=percent(high), low=percent(low)
    )
    yield Finding(text, "service_problems")


def _issues(contents: Contents) -> Iterator[Finding]:
    if contents.issues:
        top = contents.issues[0]
        text = _sentence(
            "issues",
            members=number(len(contents.rows("issue_members"))),
            count=number(len(contents.issues)),
            label=shortened(top["label"] or top["description"], 40),
            documents=number(top["documents"]),
            heat=decimal(top["heat"], 1),
        )
        yield Finding(text, "issues")


def _replies(contents: Contents) -> Iterator[Finding]:
    answered = sum(message.answered for message in contents.messages)
    if not answered:
        return
    row = next((row for row in contents.rows("responses") if row["grouping"] == "all"), None)
    days = Phrase("", "")
    if row is not None and row["median_days"] is not None:
        limits, late = interval(row["low"], row["high"]), percent(row["over_15_days"])
        days = _sentence(
            "days", base=number(row["complaints"]), median=decimal(row["median_days"], 1), interval=limits, late=late
        )
    share = percent(answered / len(contents.messages))
    yield Finding(_sentence("replies", share=share, days=days), "responses")


def _deadlines(contents: Contents) -> Iterator[Finding]:
    """Say of the limit that most replies can be held against how many kept it."""
    limits = [
        row
        for row in contents.rows("deadlines")
        if row["asks_reply"] and row["replies"] and row["within"] is not None and row["days"] >= 1
    ]
    if not limits:
        return
    # A province's or city's own limit says more than a national one that stands over all.
    row = min(
        limits,
        key=lambda row: (row["region"] == "全国", -row["replies"], row["days"], row["clause_id"], row["deadline"]),
    )
    clause = next((one for one in contents.rows("clauses") if one["clause_id"] == row["clause_id"]), None)
    titles = {policy["doc_id"]: policy["title"] for policy in contents.policies}
    policy = shortened(titles.get(clause["doc_id"] if clause else "", ""), 40)
    low, high = row["within_low"], row["within_high"]
    text = _sentence(
        "deadline",
        limit=shortened(row["text"], 24),
        policy=policy,
        region=row["region"] or UNKNOWN,
        share=percent(row["within"]),
        interval=f"[{percent(low)}, {percent(high)}]",
    )
    yield Finding(text, "deadlines")


def _gaps(contents: Contents) -> Iterator[Finding]:
    gaps = [row for row in contents.gaps if row["gap"] is not None]
    if gaps and contents.rows("clauses"):
        worst, best = gaps[0], gaps[-1]
        text = _sentence(
            "gap",
            worst=contents.label(worst["code"]),
            best=contents.label(best["code"]),
            worst_weight=percent(worst["weight"]),
            worst_coverage=percent(worst["coverage"]),
            best_weight=percent(best["weight"]),
            best_coverage=percent(best["coverage"]),
        )
        yield Finding(text, "gaps")


def _sentence(name: str, **values: Any) -> Phrase:
    return wording("findings.toml", "findings", name, **values)
