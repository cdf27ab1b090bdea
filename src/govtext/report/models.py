"""How a reader sees the topic models that were tried."""

from __future__ import annotations

from govtext.report.wording import Phrase

# Models that words were shuffled for: what chance reaches.
REFERENCE = "shuffled"
_SHUFFLED = ", shuffled words"
# Method of model_selection → its name in a legend, and what it is in a sentence.
NAMES = {
    "nmf": (
        Phrase("NMF（词共现）", "NMF (co-occurrence)"),
        Phrase(
            "词共现矩阵的非负矩阵分解（NMF；Lee 与 Seung，1999；Yan 等，2013）",
            "non-negative factors of the word-by-word table (NMF; Lee and Seung, 1999; Yan et al., 2013)",
        ),
    ),
    "nmf_texts": (
        Phrase("NMF（文本–词）", "NMF (texts by words)"),
        Phrase(
            "文本–词矩阵的非负矩阵分解（NMF；Lee 与 Seung，1999）",
            "NMF of the texts-by-words table (Lee and Seung, 1999)",
        ),
    ),
    "nmf_gensim": (
        Phrase("NMF（gensim）", "NMF (gensim)"),
        Phrase("gensim 的 NMF（Lee 与 Seung，1999）", "gensim's NMF (Lee and Seung, 1999)"),
    ),
    "lda": (
        Phrase("LDA（变分推断）", "LDA (variational)"),
        Phrase("LDA（Blei 等，2003；变分推断，gensim）", "LDA (Blei et al., 2003; variational, gensim)"),
    ),
    "lda_gibbs": (
        Phrase("LDA（吉布斯采样）", "LDA (Gibbs)"),
        Phrase("LDA（Blei 等，2003；吉布斯采样）", "LDA (Blei et al., 2003; Gibbs sampling)"),
    ),
    "lda_cvb": (
        Phrase("LDA（折叠变分）", "LDA (collapsed)"),
        Phrase("LDA（Blei 等，2003；折叠变分推断）", "LDA (Blei et al., 2003; collapsed variational)"),
    ),
}


def short_name(method: str) -> Phrase:
    """Return the name of a method of model_selection for legends and tables; one unknown as it is."""
    base = method.removesuffix(_SHUFFLED)
    name = NAMES[base][0] if base in NAMES else Phrase(base, base)
    if base == method:
        return name
    return Phrase(f"{name.zh}，词语打乱", f"{name.en}, words shuffled")


def long_name(method: str) -> Phrase:
    """Return what a method of model_selection is, for a sentence; one unknown as it is."""
    return NAMES[method][1] if method in NAMES else Phrase(method, method)
