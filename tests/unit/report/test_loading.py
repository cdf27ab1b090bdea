"""matplotlib without its help texts, and without what only other kinds of PDF need, draws as ever."""

import subprocess
import sys

SCRIPT = """
from govtext.report.figures.loading import without_help
with without_help():
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
from matplotlib.artist import kwdoc
line = Line2D([0, 1], [0, 1])
line.set(lw=3, color="red")
print(line.get_linewidth(), line.get_color())
print("zorder" in kwdoc(Line2D), "zorder" in (Line2D.set.__doc__ or ""))
import io, sys
with_pdf = io.BytesIO()
Figure().savefig(with_pdf, format="pdf")
print(with_pdf.getvalue()[:4].decode(), "fontTools.varLib" in sys.modules)
print(Figure().subplots().plot([0, 1], [0, 1], lw=2)[0].get_linewidth())
"""


def test_what_is_drawn_is_set_as_ever_and_only_help_texts_are_left_out():
    # A process of its own: in this one matplotlib is loaded.
    made = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["3.0", "red", "True", "False", "%PDF", "False", "2.0"]
