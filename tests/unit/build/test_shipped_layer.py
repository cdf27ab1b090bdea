"""The shipped layer is made again by a command: from files beside it and a table of coded messages."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from govtext.build.shipped_layer import main
from govtext.issues.coding.batch import LAYERS, LEXICON, WHOLE_TEXTS, load_coder
from govtext.issues.coding.examples import CLAUSES, CONCEPTS, MESSAGES, RETOLD
from govtext.lexicons import Lexicons

HEAD = ["id", "title", "text", "request_type", "codes", "evidence"]


def write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


@pytest.fixture
def folder(tmp_path, root) -> Path:
    shutil.copyfile(root / "pipeline" / "lexicons" / LEXICON, tmp_path / LEXICON)
    write(tmp_path / MESSAGES[0], HEAD, [["a1", "问灯", "灯像睡着的骆驼", "complaint", "slow_response",
                                         json.dumps({"slow_response": ["睡着的骆驼"]}, ensure_ascii=False)]])
    for number, name in enumerate((*MESSAGES[1:], *RETOLD)):
        write(tmp_path / name, HEAD, [[f"b{number}", "问桥", "桥像飞着的燕子", "inquiry", "", "{}"]])
    (tmp_path / CONCEPTS).write_text('[concepts]\nthings = ["灯", "桥"]\n', encoding="utf-8")
    write(tmp_path / CLAUSES, ["code", "applies", "text"], [
        ["slow_response", "yes" if n % 2 else "no", f"{thing}像{'睡着的骆驼' if n % 2 else '飞着的燕子'}"]
        for n, thing in enumerate("灯桥路井树墙门窗车船")
    ])
    rows = [[f"g{n}", f"第{n}件", f"他{thing}像{'睡着的骆驼' if n % 2 else '飞着的燕子'}", "", "slow_response" if n % 2 else "",
             json.dumps({"slow_response": ["睡着的骆驼"]} if n % 2 else {}, ensure_ascii=False)]
            for n, thing in enumerate("山水云雨风雪花草鸟鱼虫马")]
    write(tmp_path / "gold.csv", HEAD, rows)
    return tmp_path


def test_the_layer_is_written_and_made_again_the_same(folder, capsys) -> None:
    assert main([str(folder / "gold.csv"), str(folder)]) == 0
    files = [folder / LAYERS[0], folder / WHOLE_TEXTS]
    made = [file.read_bytes() for file in files]
    (layer,) = load_coder(Lexicons({name: folder / name for name in (LEXICON, LAYERS[0], WHOLE_TEXTS)})).layers
    assert list(layer.entry.codes) == ["slow_response"]
    assert layer.entry.clauses.weights["骆驼"][1:][layer.entry.clauses.columns[1:].index("slow_response")] > 0
    assert main([str(folder / "gold.csv"), str(folder)]) == 0
    assert [file.read_bytes() for file in files] == made
    assert f"{LAYERS[0]}, {WHOLE_TEXTS} written" in capsys.readouterr().out


def test_what_is_wrong_is_told_in_a_line(folder, capsys) -> None:
    assert main([str(folder / "none.csv"), str(folder)]) == 1
    assert "none.csv" in capsys.readouterr().err
    write(folder / CLAUSES, ["code", "applies", "text"], [["no_such", "yes", "等"]])
    assert main([str(folder / "gold.csv"), str(folder)]) == 1
    assert "row 2" in capsys.readouterr().err
    assert main([]) == 2
