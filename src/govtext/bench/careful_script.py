"""The peer of the whole way: what a careful user writes in an afternoon with well-known packages.

It does less than the pipeline: no masking, no duplicates, no coding, no evidence, no policies'
clauses, no data set, no report. It uses each package as its documentation shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

STOP_LENGTH = 2
NUMBERS_OF_TOPICS = (5, 9, 13, 20)


def whole_way(raw: str) -> dict[str, Any]:
    """Read with pandas and openpyxl, tag with jieba.posseg, extract_tags, four LDA models with c_v, k-means.

    Returns:
        texts, the number of topics chosen, the number of clusters.
    """
    import jieba.analyse
    import jieba.posseg

    texts = read(raw)
    words = [
        [pair.word for pair in jieba.posseg.cut(text) if pair.flag[:1] in "nva" and len(pair.word) >= STOP_LENGTH]
        for text in texts
    ]
    keywords = [jieba.analyse.extract_tags(text, topK=10) for text in texts]
    chosen = lda_grid(words)
    return {"texts": len(texts), "k": chosen, "keywords": sum(map(len, keywords)), "clusters": k_means(words, 100)}


def read(raw: str) -> list[str]:
    """Return the texts of all workbooks (pandas with openpyxl), Parquet files and text files of a folder."""
    import pandas as pd

    frames = [pd.read_excel(path, engine="openpyxl", dtype=str) for path in sorted(Path(raw).rglob("*.xlsx"))]
    frames += [pd.read_parquet(path) for path in sorted(Path(raw).rglob("*.parquet"))]
    texts: list[str] = []
    for frame in frames:
        title = next((name for name in ("留言主题", "标题") if name in frame.columns), None)
        body = next((name for name in ("留言详情", "诉求内容", "内容") if name in frame.columns), None)
        if body is not None:
            bodies = frame[body].fillna("").str.strip()
            texts += list(frame[title].fillna("") + "\n" + bodies if title else bodies)
    texts += [
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(Path(raw).rglob("*")) if path.suffix in {".md", ".txt"}
    ]
    return texts


def lda_grid(words: list[list[str]], workers: int | None = None) -> int:
    """Fit LDA for four numbers of topics (LdaMulticore, ten passes) and return the one of the best c_v."""
    import os

    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel, LdaMulticore

    dictionary = Dictionary(words)
    dictionary.filter_extremes(no_below=5, no_above=0.5)
    counts = [dictionary.doc2bow(text) for text in words]
    scores = {}
    for k in NUMBERS_OF_TOPICS:
        model = LdaMulticore(
            counts, num_topics=k, id2word=dictionary, passes=10, random_state=1,
            workers=workers or max(1, (os.cpu_count() or 2) - 1),
        )
        coherence = CoherenceModel(model, texts=words, dictionary=dictionary, coherence="c_v", processes=1)
        scores[k] = coherence.get_coherence()
    return max(scores, key=lambda k: scores[k])


def k_means(words: list[list[str]], clusters: int) -> int:
    """Cluster TF-IDF vectors by k-means; return the number of clusters."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer=lambda text: text, min_df=2).fit_transform(words)
    model = KMeans(n_clusters=min(clusters, len(words)), n_init=1, random_state=1)
    return len(set(model.fit_predict(vectors).tolist()))


def dbscan(words: list[list[str]]) -> int:
    """Cluster TF-IDF vectors by DBSCAN (cosine distance 0.5, two texts); return the number of clusters."""
    from sklearn.cluster import DBSCAN
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer=lambda text: text, min_df=2).fit_transform(words)
    found = DBSCAN(eps=0.5, min_samples=2, metric="cosine").fit_predict(vectors)
    return len(set(found.tolist()) - {-1})
