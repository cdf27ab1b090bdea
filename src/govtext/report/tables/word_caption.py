"""What Word needs to number tables: captions that are fields."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from govtext.report.wording import Say


def add_caption(paragraph: Any, number: int, caption: str, say: Say) -> None:
    """Write "表3  caption": the number is a SEQ field, so that Word lists the tables (表目录) and numbers them anew."""
    name = say("表", "Table")
    paragraph.add_run(say("表", "Table "))
    _mark(paragraph.add_run(), "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = rf" SEQ {name} \* ARABIC "
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph.add_run(), "separate")
    paragraph.add_run(str(number))
    _mark(paragraph.add_run(), "end")
    paragraph.add_run(f"  {caption}")


def _mark(run: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)
