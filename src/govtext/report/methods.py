"""The method section of a thesis, filled with what was really run: in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from govtext.report import reference_list
from govtext.report.answered_only import all_selected, selection
from govtext.report.citing import Sentence, cited, joined, sentence
from govtext.report.contents import Contents
from govtext.report.findings.flow import flow_sentence
from govtext.report.findings.issues import of_one_writer
from govtext.report.methods_topics import chosen_model, settings_of
from govtext.report.wording import Phrase, decimal, number, percent, wording
from govtext.settings import RobustnessSettings, TopicsSettings, WordsSettings

SETTING_MOST = 160  # a longer setting (a word list) is cut: params.toml holds it whole

# How a thesis calls a way of weighting keywords.
KEYWORD_METHODS = {"tfidf": "TF-IDF", "textrank": "TextRank"}


class Section(NamedTuple):
    """A section of the methods text; `lines` are listed below its paragraphs as they are."""

    heading: Phrase
    paragraphs: list[Sentence]
    lines: tuple[str | Phrase, ...] = ()

    def listed(self, language: str) -> list[str]:
        """Return the lines in a language."""
        return [line.say(language) if isinstance(line, Phrase) else line for line in self.lines]


def methods_text(contents: Contents) -> list[Section]:
    """Return the sections; what was not run is not told. The last lists the works that the others cite."""
    makers = (_corpus, _words, _topics, _coding, _issues, _replies, _policies, _robustness, _limits, _environment)
    sections = [section for make in makers for section in make(contents)]
    works = reference_list.listed(one.say("en") for section in sections for one in section.paragraphs)
    return [*sections, Section(wording("methods.toml", "references", "heading"), [], works)]


def methods_markdown(sections: list[Section], study: str) -> str:
    """Return the text as Markdown, Chinese first, then English, then the references as BibTeX."""
    title = " ".join(study.split())
    parts = []
    for language, head in (("zh", f"# {title}：研究方法"), ("en", f"# {title}: methods")):
        parts += [head, ""]
        for section in sections:
            parts += [f"## {section.heading.say(language)}", ""]
            parts += [f"{one.say(language)}\n" for one in section.paragraphs]
            parts += [*(f"- {line}" for line in section.listed(language)), ""] if section.lines else []
    return "\n".join([*parts, "## BibTeX", "", "```bibtex", reference_list.references().strip(), "```", ""])


def settings_lines(contents: Contents) -> tuple[str, ...]:
    """Return a line for each stage that ran, with its settings."""
    lines = []
    for stage, record in contents.records.items():
        flat = _flat(record.get("settings") or {})
        if flat:
            lines.append(f"{stage}: " + "; ".join(f"{name} = {value}" for name, value in sorted(flat.items())))
    return tuple(lines)


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            shown = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
            found[prefix + name] = shown if len(shown) <= SETTING_MOST else shown[:SETTING_MOST] + "…"
    return found


def _corpus(contents: Contents) -> Iterator[Section]:
    yield _section(
        "corpus",
        flow=_wording("corpus", "flow", flow=flow_sentence(contents)),
        cleaning=_wording("corpus", "cleaning", masked=cited(contents.masked, "documents.masked")),
    )


def _words(contents: Contents) -> Iterator[Section]:
    keywords = contents.rows("corpus_keywords")
    if keywords:
        named = dict.fromkeys(str(KEYWORD_METHODS.get(row["method"], row["method"])) for row in keywords)
        methods = ", ".join(named)
        yield _section(
            "words",
            segmentation=_wording("words", "segmentation", jieba=_versions(contents).get("jieba", "")),
            **_dictionary(contents),
            **_sampled(contents, "words", WordsSettings, "new_word_texts", ("complaint", "policy")),
            keywords=_wording(
                "words",
                "keywords",
                methods=methods,
                pairs=cited(len(contents.rows("cooccurrence")), "cooccurrence.count"),
            ),
        )


def _sampled(
    contents: Contents, stage: str, settings: type[BaseModel], name: str, kinds: Sequence[str]
) -> dict[str, Sentence]:
    """Return that a stage looked at some of the texts of these kinds, not at all; nothing where it looked at all.

    Args:
        contents: of the report.
        stage: whose record holds the settings that it ran with.
        settings: its settings; those of the record that are not given have their default.
        name: of the setting that holds the most texts looked at; 0 there means all.
        kinds: "complaint", "policy".
    """
    of_kind = {"complaint": len(contents.messages), "policy": len(contents.policies)}
    most = getattr(settings.model_validate(contents.records.get(stage, {}).get("settings") or {}), name)
    texts = sum(of_kind[kind] for kind in kinds)
    if not most or texts <= most:
        return {}
    return {"sampled": _wording(stage, "sampled", some=number(most), texts=number(texts))}


def _dictionary(contents: Contents) -> dict[str, Sentence]:
    facts = contents.facts
    if not facts.terms:
        return {}
    sizes = {name: number(getattr(facts, name)) for name in ("terms", "endings", "divisions", "stop_words")}
    return {"dictionary": _wording("words", "dictionary", **sizes)}


def _topics(contents: Contents) -> Iterator[Section]:
    found = chosen_model(contents)
    if found:
        sampled = _sampled(contents, "topics", TopicsSettings, "model_texts", settings_of(contents).kinds)
        yield _section("topics", choice=found, **sampled, trends=_wording("topics", "trends"))


def _coding(contents: Contents) -> Iterator[Section]:
    codes = contents.count("service_problems")
    if not codes:
        return
    zh = "；".join(f"{one.zh}（{one.definition.rstrip('。')}）" if one.definition else one.zh for one in contents.codes)
    en = "; ".join(one.en for one in contents.codes)
    rules = _wording(
        "coding",
        "rules",
        codes=cited(codes, "service_problems.count"),
        coded=cited(contents.coded, "problems.any.count"),
        list=Phrase(zh, en),
    )
    facts = contents.facts
    book = _wording("coding", "book", codes=number(facts.codes), rules=number(facts.rules))
    counted = _wording("coding", "counted")
    layered = "coding_layer.toml" in (contents.records.get("issues", {}).get("lexicons") or {})
    layer = {"layer": _wording("coding", "layer")} if layered else {}
    agreement = _agreement(contents, "complaints", "coding")
    trained = _trained(contents)
    yield _section("coding", rules=rules, book=book, **layer, counted=counted, agreement=agreement, **trained)


def _trained(contents: Contents) -> dict[str, Sentence]:
    """Return what training on the study's own coders came to, code by code; nothing where nobody trained."""
    measured = contents.facts.agreement.get("training") or {}
    parts = [
        _wording(
            "coding",
            "trained_row",
            code=contents.label(row["code"]),
            chosen=_wording("coding", "by_layer" if row.get("chosen") == "layer" else "by_rules"),
            trusted=_wording("coding", "trusted" if row.get("trusted") else "untrusted"),
            low=percent(row.get("low")),
            high=percent(row.get("high")),
            raw=percent(row.get("raw")),
            corrected=percent(row.get("corrected")),
            coded=number(round(row.get("coded") or 0)),
        )
        for row in measured.get("variables", [])
    ]
    if not parts:
        return {}
    return {"trained": _wording("coding", "trained", coders=measured["coders"], list=joined(parts, "；", "; "))}


def _agreement(contents: Contents, of: str, section: str) -> Sentence:
    """Return how well the coders agree, variable by variable; or that nothing was measured, and how to do it."""
    measured = contents.facts.agreement.get(of) or {}
    rows = [row for row in measured.get("variables", []) if row.get("units")]
    if not rows:
        return _wording(section, "no_agreement")
    parts = [_agreement_row(contents, of, row, "agreement_row") for row in rows]
    told = _wording(section, "agreement", coders=measured.get("coders", 2), list=joined(parts, "；", "; "))
    drawn = [row for row in rows if row.get("random_units")]
    if not drawn:
        return told
    alone = [_agreement_row(contents, of, row, "agreement_random_row", "random_") for row in drawn]
    return joined([told, _wording("coding", "agreement_random", list=joined(alone, "；", "; "))], "", " ")


def _agreement_row(contents: Contents, of: str, row: Mapping[str, Any], name: str, part: str = "") -> Sentence:
    low, high = row.get(f"{part}low"), row.get(f"{part}high")
    return _wording(
        "coding",
        name,
        variable=_variable(contents, of, str(row["variable"])),
        interval="" if low is None or high is None else f" [{low:.2f}, {high:.2f}]",
        units=number(row[f"{part}units"]),
        per_cent=percent(row.get("per_cent")),
        **{name: decimal(row.get(f"{part}{name}"), 2) for name in ("alpha", "kappa")},
    )


def _variable(contents: Contents, of: str, name: str) -> Phrase:
    known = {
        "request_type": Phrase("诉求类型", "request type"),
        "instrument": Phrase("政策工具", "instrument"),
        "none": Phrase("无工具", "no instrument"),
    }
    return known.get(name) or (contents.label(name) if of == "complaints" else contents.instrument(name))


def _issues(contents: Contents) -> Iterator[Section]:
    if contents.issues:
        least = min(row["documents"] or 0 for row in contents.issues)
        members, issues = contents.count("issue_members"), len(contents.issues)
        grouping = _wording(
            "issues",
            "grouping",
            members=cited(members, "issues.members"),
            issues=cited(issues, "issues.count"),
            least=least,
            alone=of_one_writer(contents),
        )
        yield _section("issues", grouping=grouping)


def _replies(contents: Contents) -> Iterator[Section]:
    answered = sum(message.answered for message in contents.messages)
    if answered:
        dated = sum(message.days is not None for message in contents.messages)
        yield _section(
            "replies",
            days=_wording(
                "replies",
                "days",
                answered=cited(answered, "replies.answered.count"),
                dated=cited(dated, "replies.dated.count"),
                waiting=_wording("replies", "uncensored" if all_selected(contents) else "censored"),
            ),
            **_selected(contents),
        )


def _selected(contents: Contents) -> dict[str, Sentence]:
    found = selection(contents)
    return {} if found is None else {"selected": found}


def _policies(contents: Contents) -> Iterator[Section]:
    clauses = contents.rows("clauses")
    if clauses:
        counts = _wording(
            "policies",
            "clauses",
            policies=cited(len(contents.policies), "documents.policies"),
            clauses=cited(len(clauses), "clauses.count"),
            addressing=cited(sum(bool(row["problems"]) for row in clauses), "clauses.addressing.count"),
        )
        linked = {"links": _wording("policies", "links")} if contents.count("links") else {}
        compared = {"compared": _wording("policies", "compared")} if contents.rows("region_comparison") else {}
        counted = {"clauses": counts, "agreement": _agreement(contents, "clauses", "policies")}
        yield _section("policies", **counted, **linked, **compared, gap=_wording("policies", "gap"))


def _robustness(contents: Contents) -> Iterator[Section]:
    rows = contents.rows("robustness")
    rules = contents.records.get("robustness", {}).get("settings") or RobustnessSettings().model_dump()
    if rows:
        parts = _wording(
            "robustness",
            "parts",
            texts=number(rules["refit_texts"]),
            share=f"{100 * rules['share_difference']:g}",
            stable=settings_of(contents).stable_above,
            order=rules["order"],
            median=percent(rules["median_share"], 0),
            keywords=rules["keywords"],
            overlap=percent(rules["overlap"], 0),
            topic=rules["topic_overlap"],
            count=cited(len(rows), "robustness.count"),
            held=cited(sum(row["survives"] for row in rows), "robustness.survives.count"),
        )
        yield _section("robustness", parts=parts)


def _limits(contents: Contents) -> Iterator[Section]:
    sample = {"sample": _wording("limits", "sample"), **_selected(contents)}
    yield _section("limits", **sample, accuracy=_wording("limits", "accuracy"))


def _environment(contents: Contents) -> Iterator[Section]:
    versions = _versions(contents)
    if versions:
        listed = ", ".join(f"{name} {versions[name]}" for name in sorted(versions))
        paragraphs = [_wording("environment", "versions", versions=listed), _wording("environment", "settings")]
        yield Section(wording("methods.toml", "environment", "heading"), paragraphs, settings_lines(contents))


def _versions(contents: Contents) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for record in contents.records.values():
        found |= record.get("versions") or {}
    return found


def _section(name: str, **paragraphs: Sentence) -> Section:
    return Section(wording("methods.toml", name, "heading"), list(paragraphs.values()))


def _wording(section: str, name: str, **values: Any) -> Sentence:
    return sentence(wording("methods.toml", section, name), **values)
