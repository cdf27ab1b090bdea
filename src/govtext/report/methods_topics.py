"""What the methods say of the topic model: what was tried, by which rule it was chosen, and what it was seen beside."""

from __future__ import annotations

from collections import Counter

from govtext.report.citing import Cited, Sentence, aggregate, cited, joined, sentence
from govtext.report.contents import Contents, Row
from govtext.report.models import REFERENCE, long_name
from govtext.report.tables.corpus import mean_over_fits
from govtext.report.wording import Phrase, decimal, percent, wording
from govtext.settings import TopicsSettings

_MEASURES = (
    ("npmi", "coherence_npmi"), ("cv", "coherence_cv"), ("exclusivity", "exclusivity"), ("stability", "stability"),
)  # fmt: skip


def settings_of(contents: Contents) -> TopicsSettings:
    """Return the settings that the topics were made with."""
    return TopicsSettings.model_validate(contents.records.get("topics", {}).get("settings") or {})


def chosen_model(contents: Contents) -> Sentence | None:
    """Return the paragraph on the choice of the model; None where no topics were made.

    The numbers of topics tried and their fits are those of the method chosen: other methods, and shuffled words, are
    fitted at the chosen number alone, to compare, and never chosen.
    """
    tried = contents.rows("model_selection")
    chosen = next((row for row in tried if row["chosen"]), None)
    if chosen is None:
        return None
    grid = [row for row in tried if row["method"] == chosen["method"]]
    fits = [row for row in grid if row["k"] == chosen["k"]]
    settings, ks = settings_of(contents), sorted({row["k"] for row in grid})
    means = {
        name: Cited(decimal(found.value, 3), found.key) if (found := mean_over_fits(fits, column)) else "–"
        for name, column in _MEASURES
    }
    return sentence(
        _said("choice"),
        method=long_name(chosen["method"]),
        others=_others(tried, chosen["method"]),
        fits=_fits(grid, chosen["method"]),
        ks=", ".join(map(str, ks)),
        k=chosen["k"],
        seed=chosen["seed"],
        refits=cited(len(fits), aggregate(0, "model_selection", {"method": chosen["method"], "k": chosen["k"]}).key),
        rule=_said("rule" if len(ks) > 1 else "given"),
        behind=_said("behind") if _left_behind(grid, settings) else "",
        top=settings.top_words,
        stable=settings.stable_above,
        places=_said("places") if settings.drop_places else "",
        share=percent(settings.max_share, 0),
        **means,
    )


def _left_behind(grid: list[Row], settings: TopicsSettings) -> bool:
    """Tell whether a K had fewer refits than every K is to have."""
    fits = Counter(row["k"] for row in grid)
    return min(fits.values()) < 1 + min(settings.screening, settings.refits)


def _others(tried: list[Row], method: str) -> Sentence | str:
    """Return what was fitted beside the method chosen, and how often."""
    names = [name for name in dict.fromkeys(row["method"] for row in tried) if name != method]
    parts = [
        sentence(
            _said("other"),
            name=_said("shuffled") if REFERENCE in name else long_name(name),
            n=_fits([row for row in tried if row["method"] == name], name),
        )
        for name in names
    ]
    return sentence(_said("others"), list=joined(parts, "、", ", ")) if parts else ""


def _fits(rows: list[Row], method: str) -> Cited:
    return cited(len(rows), aggregate(0, "model_selection", {"method": method}).key)


def _said(name: str) -> Phrase:
    return wording("methods.toml", "topics", name)
