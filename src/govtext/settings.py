"""The study's settings: `params.toml` becomes frozen objects, checked before any work starts.

Every setting has a default, so an empty file is a valid one. An unknown name is refused, with the
nearest known names, because a mistyped setting that is silently ignored changes a thesis. A name that
an earlier release knew is passed over and told: the file was right when it was written.
"""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator

from govtext.errors import GovtextError, nearest

# Settings of earlier releases whose work is no longer done: (section, ..., name).
RETIRED = (
    ("issues", "recurring", "rounds"),
    ("issues", "recurring", "whole_threshold"),
    ("issues", "recurring", "size_bonus"),
)


class Section(BaseModel):
    """A section of params.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSettings(Section):
    """How the pipeline runs. Nothing here may change what comes out."""

    workers: int = Field(0, ge=0, le=256, description="processes; 0: one per processor, as far as memory goes")
    engine: Literal["processes", "dask"] = Field("processes", description="who does the work: this machine's processes, or Dask")
    scheduler: str = Field("", max_length=300, description='address of a Dask scheduler ("tcp://host:8786"); empty starts one here')


class DateSettings(Section):
    """Cells that hold no date."""

    on_error: Literal["reject", "null", "stop"] = Field(
        "reject", description="what becomes of a row whose date can't be read"
    )


class DuplicateSettings(Section):
    """When a text repeats an earlier one. Exact repetitions are always named, and nothing is dropped."""

    similarity: float = Field(0.8, ge=0, le=1, description="Jaccard similarity of near texts; 0 looks for none")
    author_similarity: float = Field(0.5, ge=0.2, le=1, description="the same among texts of one author")
    author_days: int = Field(30, ge=0, le=3650, description="days within which an author's similar text is a repeat; 0 for none")


class DocumentsSettings(Section):
    """Reading and cleaning."""

    ignore: tuple[str, ...] = Field((), description="files in data/raw that are passed over, as patterns")
    kinds: dict[str, Literal["complaint", "policy"]] = Field({}, description="what files hold, by pattern")
    columns: dict[str, dict[str, str]] = Field({}, description="heading of each field, by file pattern")
    encodings: dict[str, str] = Field({}, description="encoding of text files, by pattern")
    to_simplified: bool = Field(False, description="turn Traditional characters into Simplified ones")
    keep_personal: tuple[
        Literal["phone", "identity", "passport", "card", "email", "account", "plate", "room", "name", "surname"], ...
    ] = Field(("room", "surname"), description="kinds of personal data that are not masked")
    max_file_mb: int = Field(4096, ge=1, le=1_000_000, description="size beyond which a file is not taken")
    max_cell_characters: int = Field(1_000_000, ge=1000, le=100_000_000, description="length beyond which a cell is no text")
    dates: DateSettings = DateSettings()
    duplicates: DuplicateSettings = DuplicateSettings()


class WordsSettings(Section):
    """Segmentation and entities."""

    engine: Literal["arrays", "jieba"] = Field(
        "arrays", description="who cuts: arrays (fast) or jieba's own loop; the words are the same"
    )
    hmm: bool = Field(True, description="let jieba's model cut what the dictionary lacks")
    keep_whole: tuple[Literal["document_number", "policy_title"], ...] = Field(
        ("document_number", "policy_title"),
        description="made one word each after the cut: document numbers, policy titles; [] is jieba's cut as it is",
    )
    new_words: int = Field(300, ge=0, le=10_000, description="new words proposed at most; 0 looks for none")
    new_word_count: int = Field(5, ge=2, description="occurrences that a new word has at least")
    new_word_cohesion: float = Field(5.0, ge=0, le=30, description="how firmly its parts hold together at least, in bits")
    new_word_entropy: float = Field(1.5, ge=0, le=20, description="how freely it stands at least, in bits")
    new_word_texts: int = Field(100_000, ge=0, description="texts in which new words are sought at the most; 0: all")


# Courtesy and the words of petitioning: they stand in texts on every subject.
BOILERPLATE = (
    "领导", "尊敬", "尊敬的领导", "您好", "你好", "大家好", "请问", "咨询", "反映", "反应",
    "投诉", "举报", "建议", "求助", "请求", "恳请", "希望", "盼望", "谢谢", "感谢",
    "万分感谢", "问题", "情况", "事情", "有关", "相关", "有关部门", "相关部门", "部门", "职能部门",
    "主管部门", "政府", "解决", "处理", "回复", "答复", "关注", "重视", "帮助", "没有",
    "是否", "还有", "不能", "无法", "能否", "多次", "至今", "实在", "严重", "影响",
    "进行", "造成", "导致", "存在", "出现", "得到", "作为", "要求", "需要", "应该",
    "希望能", "书记", "市长", "县长", "区长", "厅长", "局长", "父母官", "老百姓", "百姓",
    "人民", "群众", "市民", "做主", "为民", "电话", "打电话", "拨打", "热线", "来信",
    "留言", "网友", "诉求", "盼复", "敬礼", "此致", "贵局", "贵单位", "知道", "时候",
    "时间", "现在", "地方", "工作人员", "姓名",
)


# Columns of documents whose values make groups; what the files hold besides is named extra.COLUMN.
EXTRA = "extra."
GROUPINGS = ("kind", "region", "year", "month", "province", "county", "department", "level", "source_file", "author")


class KeywordsSettings(Section):
    """Keywords, keyness, co-occurrence."""

    min_length: int = Field(2, ge=1, le=10, description="least characters of a keyword")
    min_documents: int = Field(3, ge=1, description="texts that a keyword of the corpus or a group must stand in")
    names: bool = Field(False, description="whether names of people and places may be keywords")
    methods: tuple[Literal["tfidf", "position", "textrank", "phrase"], ...] = Field(
        ("tfidf", "position", "textrank", "phrase"), description="ways of weighting the keywords of a text"
    )
    per_text: int = Field(10, ge=1, le=1000, description="keywords per text and method")
    phrase_min_count: int = Field(5, ge=1, description="occurrences of a pair of neighbours that may be a phrase")
    phrase_cohesion: float = Field(0.3, ge=-1.0, le=1.0, description="least NPMI of the two words of a phrase")
    per_kind: int = Field(200, ge=1, le=100_000, description="keywords per kind of text")
    keyness_groupings: tuple[str, ...] = Field(
        ("kind", "region", "year"), description="columns whose groups are compared; extra.X is column X of the file"
    )
    keyness_kinds: tuple[Literal["complaint", "policy"], ...] = Field(
        ("complaint",), description="kinds of text whose regions and years are compared"
    )
    keyness_groups: int = Field(100, ge=2, le=10_000, description="groups of a column at most: those of most texts")
    keyness_words: int = Field(50, ge=1, le=100_000, description="words per group")
    keyness_min_count: int = Field(5, ge=1, description="occurrences below which a word is not tested")
    keyness_min_texts: int = Field(5, ge=1, description="texts below which a group is not compared")
    keyness_prior: float = Field(500.0, gt=0, le=1e9, description="size of the Dirichlet prior, in words")
    network_kinds: tuple[Literal["complaint", "policy"], ...] = Field(
        ("complaint",), description="kinds of text in the co-occurrence network"
    )
    network_words: int = Field(400, ge=2, le=5000, description="words in the network: those in most texts")
    network_pairs: int = Field(1000, ge=1, le=1_000_000, description="strongest pairs that are kept")
    network_min_documents: int = Field(5, ge=1, description="texts that a pair must share")

    @field_validator("keyness_groupings")
    @classmethod
    def _are_columns(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in GROUPINGS and not (name.startswith(EXTRA) and name != EXTRA):
                raise ValueError(f'"{name}" is no column to group by; {nearest(name, [*GROUPINGS, EXTRA + "COLUMN"])}')
        return names


TopicMethod = Literal["nmf", "nmf_texts", "lda_cvb", "lda", "lda_gibbs", "nmf_gensim"]


class TopicsSettings(Section):
    """Topic models."""

    kinds: tuple[Literal["complaint", "policy"], ...] = Field(("complaint",), description="kinds of text")
    method: TopicMethod = Field("nmf", description="model")
    k: int = Field(0, ge=0, le=1000, description="number of topics; 0 has it chosen from the grid")
    k_grid: tuple[Annotated[int, Field(ge=2, le=1000)], ...] = Field(
        (5, 6, 8, 10, 12, 16, 20, 25), min_length=1, description="numbers of topics to try"
    )
    seed: int = Field(1, ge=0, le=1_000_000, description="random seed")
    pool: Literal["", "author", "place"] = Field(
        "", description="what short texts are put together by for fitting: author or place; empty for nothing"
    )
    screening: int = Field(5, ge=2, le=200, description="refits of every K, each with a seed and a subsample of its own")
    left_behind: float = Field(
        0.6, ge=0.0, le=0.95, description="share of the best score below which a K gets no more after two; 0 for none"
    )
    contenders: int = Field(2, ge=1, le=50, description="best K that are looked at closely")
    refits: int = Field(20, ge=2, le=200, description="refits of these")
    subsample: float = Field(0.8, ge=0.1, le=1.0, description="share of the texts in a refit")
    stable_above: float = Field(
        0.5, ge=0.0, le=1.0, description="stability below which a topic is flagged; more where chance topics reach more"
    )
    chance_refits: int = Field(3, ge=2, le=200, description="refits on shuffled words, which show what chance does")
    compare: tuple[TopicMethod, ...] = Field(("lda_cvb",), description="models to compare with at the chosen K")
    compare_refits: int = Field(2, ge=2, le=200, description="refits of these")
    top_words: int = Field(10, ge=2, le=100, description="top words that coherence and stability look at")
    listed_words: int = Field(30, ge=2, le=1000, description="words per topic in topic_words")
    examples: int = Field(5, ge=0, le=100, description="representative texts per topic")
    min_length: int = Field(2, ge=1, le=10, description="least characters of a word")
    min_words: int = Field(3, ge=1, le=1000, description="different words that a text must hold to be fitted on")
    most_per_author: int = Field(
        5, ge=0, description="texts of one author fitted on at most: one hand's phrases make no topic; 0 for all"
    )
    min_documents: int = Field(0, ge=0, description="texts that a word must stand in; 0 takes one in 400, from 2 to 20")
    max_share: float = Field(0.2, gt=0.0, le=1.0, description="share of the texts above which a word is too general")
    vocabulary_size: int = Field(6000, ge=10, le=1_000_000, description="most words of the vocabulary")
    most_texts: int = Field(
        20_000, ge=100,
        description="texts of a refit, and of a measure of coherence, at most; nmf itself is fitted on all",
    )
    model_texts: int = Field(100_000, ge=0, description="texts that words and models rest on at the most; 0: all")
    drop_places: bool = Field(True, description="whether names of places and people make no topics")
    boilerplate: tuple[str, ...] = Field(BOILERPLATE, description="words of courtesy and petition that make no topics")
    least_share: float = Field(0.02, ge=0.0, le=1.0, description="shares of a text below this are not written")
    trend_min_texts: int = Field(5, ge=1, description="texts below which a period or region has no row")
    compare_min_texts: int = Field(
        30, ge=5, description="texts below which a year, quarter or region is not told apart in tests and estimates"
    )
    bootstrap: int = Field(500, ge=10, le=100_000, description="resamples for the intervals of trends")


class HeatWeights(Section):
    """Weights of the heat index; only their proportions count."""

    volume: float = Field(0.30, ge=0, le=1, description="messages")
    authors: float = Field(0.20, ge=0, le=1, description="different writers")
    likes: float = Field(0.15, ge=0, le=1, description="likes and dislikes")
    span: float = Field(0.10, ge=0, le=1, description="time from the first message to the last")
    recency: float = Field(0.15, ge=0, le=1, description="how lately it was written about")
    burst: float = Field(0.10, ge=0, le=1, description="messages close together in time")
    half_life_days: float = Field(90.0, gt=0, le=3650, description="days after which recency has halved")


class RecurringSettings(Section):
    """Recurring issues: what counts as one matter, and what makes it hot."""

    threshold: float = Field(-1.0, ge=-3, le=5, description="least evidence to join two clusters, in log-odds")
    best_share: float = Field(0.5, ge=0, le=1, description="weight of the best pair against the mean of all pairs")
    least_messages: int = Field(2, ge=2, le=100, description="messages that make an issue")
    body_characters: int = Field(250, ge=50, le=5000, description="characters of the body that are read")
    common_share: float = Field(0.018, gt=0, le=0.5, description="share of the messages in which a linking word may stand")
    neighbours: int = Field(25, ge=3, le=200, description="nearest messages looked at per message and kind of evidence")
    most_texts: int = Field(300, ge=10, le=5000, description="a term of more messages is not searched by")
    seed: int = Field(20261123, ge=0, description="of the latent space and of the bootstrap")
    resamples: int = Field(200, ge=20, le=5000, description="bootstrap samples behind the intervals of heat and rank")
    hotline_issues: int = Field(100, ge=1, le=10000, description="hottest issues in the tables of hotline offices")
    heat: HeatWeights = HeatWeights()


class ResponsesSettings(Section):
    """Replies to messages."""

    least_messages: int = Field(5, ge=1, le=10000, description="messages that a group needs to get a row")
    template_replies: int = Field(5, ge=2, le=100000, description="replies that a sentence must stand in to be a template")


class CodeKeynessSettings(Section):
    """Words that set request types and service problems apart."""

    words: int = Field(50, ge=1, le=100_000, description="words per request type and problem")
    min_count: int = Field(5, ge=1, description="occurrences below which a word is not tested")
    min_texts: int = Field(5, ge=1, description="complaints below which a type or problem is not compared")
    min_documents: int = Field(3, ge=1, description="complaints of the group that a word must stand in")
    prior: float = Field(500.0, gt=0, le=1e9, description="size of the Dirichlet prior, in words")


class IssuesSettings(Section):
    """Request types, service problems, recurring issues, replies."""

    keyness: CodeKeynessSettings = CodeKeynessSettings()
    recurring: RecurringSettings = RecurringSettings()
    responses: ResponsesSettings = ResponsesSettings()


class PoliciesSettings(Section):
    """Clauses, instruments, links, gaps."""

    problem_threshold: float = Field(1.0, ge=0.5, le=10, description="least evidence for a clause to address a problem")
    links_per_target: int = Field(10, ge=1, le=100, description="clauses kept per issue and problem")
    link_threshold: float = Field(0.18, ge=0, le=1, description="least similarity of a clause to an issue")
    takeover_characters: int = Field(30, ge=15, le=1000, description="characters in common that make a passage taken over")
    reference_regions: tuple[str, ...] = Field((), description="regions to compare each region with; empty: all others")


class RobustnessSettings(Section):
    """The main findings again under other conditions."""

    refits: bool = Field(True, description="whether keywords and topics are made anew (another dictionary, stop list, K)")
    refit_texts: int = Field(3000, ge=100, le=1_000_000, description="complaints that they are made on; of more a random part is drawn")
    least_texts: int = Field(50, ge=10, description="texts below which nothing is made anew")
    region_texts: int = Field(50, ge=1, description="complaints that a region needs to be compared")
    keywords: int = Field(20, ge=5, le=200, description="strongest keywords that are compared")
    k_step: float = Field(0.25, gt=0.0, le=1.0, description="how far from the chosen number of topics, as a share of it")
    share_difference: float = Field(0.05, gt=0.0, le=1.0, description="most that the share naming a problem may differ")
    order: float = Field(0.9, ge=0.0, le=1.0, description="least Spearman correlation of the order of problems")
    median_share: float = Field(0.2, gt=0.0, le=10.0, description="most that the median wait may differ, as a share of it")
    overlap: float = Field(0.7, ge=0.0, le=1.0, description="least share of the keywords that come back")
    topic_overlap: float = Field(0.33, ge=0.0, le=1.0, description="least Jaccard index of the largest topic's top words")


class DatasetSettings(Section):
    """The structured data set."""

    language: Literal["zh", "en"] = Field("zh", description="language of labels in SPSS and Stata and of the sheets")
    keywords_per_text: int = Field(8, ge=0, le=50, description="keywords listed for each complaint")
    workbook_rows: int = Field(200_000, ge=100, le=1_048_575, description="rows of an Excel sheet at the most; CSV and the rest hold all")
    search_texts: int = Field(50_000, ge=0, le=100_000_000, description="complaints up to which the SQLite file gets a full-text index; it takes more room and time than all the rest")
    partition_by: tuple[str, ...] = Field((), max_length=4, description="complaints also as Parquet in folders by these: year, month or a column such as region")
    share_min_rows: int = Field(5, ge=2, le=1000, description="share-safe export: least rows that share region, request type, topic and date")


class ReportSettings(Section):
    """Figures, tables, page."""

    language: Literal["zh", "en"] = Field("zh", description="language that the report opens in")
    study_name: str = Field("", max_length=200, description="name on the report; empty takes a general title")
    page_texts: int = Field(10_000, ge=0, le=100_000, description="texts that the page holds at the most")
    both_languages: bool = Field(False, description="figures and tables in the other language as well, in a folder of their own and on the page")


class Settings(Section):
    """All sections of params.toml."""

    run: RunSettings = RunSettings()
    documents: DocumentsSettings = DocumentsSettings()
    words: WordsSettings = WordsSettings()
    keywords: KeywordsSettings = KeywordsSettings()
    topics: TopicsSettings = TopicsSettings()
    issues: IssuesSettings = IssuesSettings()
    policies: PoliciesSettings = PoliciesSettings()
    robustness: RobustnessSettings = RobustnessSettings()
    dataset: DatasetSettings = DatasetSettings()
    report: ReportSettings = ReportSettings()
    _retired: tuple[str, ...] = PrivateAttr(())

    @property
    def retired(self) -> tuple[str, ...]:
        """Names in the file that only an earlier release knew; they change nothing."""
        return self._retired


def load_settings(path: Path, shown_as: str = "pipeline/params.toml") -> Settings:
    """Read and check a params.toml.

    Args:
        path: the file, in UTF-8 with or without a byte order mark (Windows' Notepad writes one).
        shown_as: how messages name the file.

    Raises:
        GovtextError: the file is no TOML, a name is unknown, or a value is out of its range.
    """
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise GovtextError("is not UTF-8", file=shown_as, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise GovtextError(f"is no valid TOML: {error}", file=shown_as, hint="mend that line") from error
    return check_settings(content, shown_as)


def check_settings(content: dict[str, Any], shown_as: str = "pipeline/params.toml") -> Settings:
    """Turn the content of a params.toml into settings.

    Raises:
        GovtextError: a name is unknown or a value is out of its range.
    """
    content, retired = _without_retired(content)
    try:
        settings = Settings.model_validate(content)
        settings._retired = retired
        return settings
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise GovtextError(
                f"there is no setting {where}", file=shown_as, hint=_nearest_setting(first["loc"])
            ) from error
        message = f'{where} = "{first.get("input")}": {first["msg"][:1].lower()}{first["msg"][1:]}'
        raise GovtextError(message, file=shown_as, hint="mend the value") from error


def _without_retired(content: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the content without what only earlier releases knew, and the names of that."""
    content = deepcopy(content)
    found = []
    for *sections, name in RETIRED:
        holder: Any = content
        for section in sections:
            holder = holder.get(section) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and name in holder:
            del holder[name]
            found.append(".".join((*sections, name)))
    return content, tuple(found)


def _nearest_setting(location: tuple[int | str, ...]) -> str:
    model: Any = Settings
    for part in location[:-1]:
        fields = getattr(model, "model_fields", {})
        model = fields[str(part)].annotation if str(part) in fields else None
    return nearest(str(location[-1]), list(getattr(model, "model_fields", {})))


def differences(before: dict[str, Any], after: dict[str, Any], prefix: str = "") -> list[tuple[str, Any, Any]]:
    """Return (name, before, after) for each value that differs between two nested dicts of settings."""
    found: list[tuple[str, Any, Any]] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{prefix}{name}.")
        elif old != new:
            found.append((f"{prefix}{name}", old, new))
    return found
