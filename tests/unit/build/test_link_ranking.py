"""The ranking of clauses is fitted again by a command: from documents, complaints and judgements beside them."""

import hashlib
import shutil

import pandas as pd
import pytest

from govtext.build.link_ranking import main, read_judgements, read_policies
from govtext.lexicons import Lexicons
from govtext.policies.ranking import FEATURES, PLAIN, Weights

NAME = "某市登记办法.md"
KEY = hashlib.sha256(NAME.encode()).hexdigest()[:8]


@pytest.fixture
def study(tmp_path, root):
    """A policy of five articles, twelve complaints, judgements of them and the shipped lexicons."""
    policies, complaints = tmp_path / "policies" / "documents", tmp_path / "complaints"
    policies.mkdir(parents=True)
    complaints.mkdir()
    (policies / NAME).write_text(
        "# 某市登记办法\n第一条 失业人员应当持证明办理失业登记，申领失业保险金。\n"
        "第二条 物业服务收费应当遵循合理、公开的原则。\n第三条 公民迁移，应当申报迁入登记。\n"
        "第四条 停止领取失业保险金的，应当告知。\n第五条 价格部门应当加强对物业服务收费的监督。\n",
        encoding="utf-8",
    )
    titles = ["失业金怎么领", "物业费太高", "路灯不亮"] * 4
    pd.DataFrame(
        {"留言编号": [str(n) for n in range(12)], "留言主题": titles, "留言详情": [f"{title}，请问。" for title in titles]}
    ).to_excel(complaints / "附件9.xlsx", index=False)
    rows = []
    for n in range(12):
        told = f"{{ \"{KEY}\" = [{n % 3 + 1}] }}" if n % 3 < 2 else "{}"
        rows.append(f'[[matter]]\nnumber = {n}\ncomplaints = [["9", "{n}"]]\nfirst = {told}\nsecond = {told}\n')
    rows.append(f'[[matter]]\nnumber = 12\ncomplaints = [["9", "1"]]\nfirst = {{}}\nsecond = {{ "{KEY}" = [1] }}\n')
    (tmp_path / "judged.toml").write_text("\n".join(rows), encoding="utf-8")
    lexicons = tmp_path / "lexicons"
    shutil.copytree(root / "pipeline" / "lexicons", lexicons)
    return tmp_path


def test_judgements_count_where_both_readers_agree_whether_any_clause_speaks(study):
    matters = read_judgements(study / "judged.toml")
    assert len(matters) == 12
    assert matters[0].clauses == {(KEY, 1)}
    assert matters[0].complaints == {"c9_0"}
    assert matters[2].clauses == frozenset()
    assert [one.name for one in read_judgements(study / "judged.toml", odd=True)] == [
        f"judged matter {n}" for n in range(1, 12, 2)
    ]
    assert set(read_policies(study)) == {KEY}


def test_the_table_is_written_and_made_again_the_same(study, capsys):
    matters = study / "lexicons" / "matters.toml"
    before = matters.read_text(encoding="utf-8")
    assert main([str(study), str(study / "judged.toml"), str(matters)]) == 0
    made = matters.read_text(encoding="utf-8")
    assert made != before
    weights = Weights.read(Lexicons({matters.name: matters}).table(matters.name))
    assert set(weights.of) == set(FEATURES)
    assert weights.of != PLAIN
    assert weights.of["subject"] > 0
    assert weights.trust["失业保险"] > 0
    assert made.count("\n[ranking.trust]\n") == 1
    assert made.partition("[[matter]]")[2] == before.partition("[[matter]]")[2]
    assert main([str(study), str(study / "judged.toml"), str(matters)]) == 0
    assert matters.read_text(encoding="utf-8") == made
    assert "12 judged matters" in capsys.readouterr().out


def test_with_several_files_it_tells_what_is_reached_on_each_by_the_others(study, capsys):
    matters, other = study / "lexicons" / "matters.toml", study / "others.toml"
    shutil.copy(study / "complaints" / "附件9.xlsx", study / "complaints" / "附件8.xlsx")
    other.write_text((study / "judged.toml").read_text(encoding="utf-8").replace('["9", ', '["8", '), encoding="utf-8")
    assert main([str(study), str(study / "judged.toml"), str(other), str(matters)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("written from 24 judged matters")
    assert [line.partition(",")[0] for line in lines[1:]] == ["judged.toml", "others.toml"]
    assert all("recall@5 1.000, MRR 1.000, none in 4 of 4" in line for line in lines[1:])


def test_clauses_graded_in_a_pool_stand_before_what_one_reader_gave(tmp_path):
    path = tmp_path / "graded.toml"
    told = 'number = {}\ncomplaints = [["9", "1"]]\nclauses = {{ "a" = [1] }}\n'
    path.write_text(f'[[held]]\n{told.format(1)}pooled = {{}}\n[[held]]\n{told.format(2)}', encoding="utf-8")
    assert [one.clauses for one in read_judgements(path)] == [frozenset(), {("a", 1)}]


def test_what_is_wrong_is_told_in_a_line(study, capsys):
    shutil.copy(study / "judged.toml", study / "again.toml")
    assert main([str(study), str(study / "judged.toml"), str(study / "again.toml")]) == 1
    assert "c9_0 is in two matters: judged matter 0, again matter 0" in capsys.readouterr().err
    assert main([str(study), str(study / "none.toml")]) == 1
    assert "none.toml" in capsys.readouterr().err
    assert main([str(study)]) == 2
