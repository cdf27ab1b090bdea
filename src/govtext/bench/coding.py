"""Speed of the coding of complaints on one core: rules and layer, after segmentation, without reading and writing."""

from __future__ import annotations

import time
from typing import Any

from govtext.bench.registry import complaint_texts
from govtext.build.study import default_pipeline
from govtext.issues.coding.batch import LAYERS, LEXICON, WHOLE_TEXTS, code_batch, load_coder
from govtext.lexicons import Lexicons

_TEXTS = 4000
_WARM = 100


def benchmark() -> dict[str, Any]:
    """Return texts a second, seconds to load the codebook, and codes per text."""
    texts, what = complaint_texts()
    folder = default_pipeline() / "lexicons"
    started = time.perf_counter()
    coder = load_coder(Lexicons({name: folder / name for name in (LEXICON, *LAYERS, WHOLE_TEXTS)}))
    loading = time.perf_counter() - started
    batch = [{"doc_id": str(n), "title": "", "text": text} for n, text in enumerate(texts[:_TEXTS])]
    code_batch(batch[:_WARM], coder)
    started, used = time.perf_counter(), time.process_time()
    _, problems = code_batch(batch, coder)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    return {
        "texts": what, "texts_per_second": len(batch) / seconds, "texts_per_cpu_second": len(batch) / used,
        "seconds_to_load": loading, "codes_per_text": len(problems) / len(batch),
    }
