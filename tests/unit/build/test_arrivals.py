"""Stages that begin before all that they read is there."""

import json
import pickle
import threading
from dataclasses import replace

import pytest
from toy_study import govtext, make_toy_study

from govtext.build import side_by_side
from govtext.build.arrivals import Arrivals, Early, NotReached, begin_early
from govtext.build.freshness import read_failure
from govtext.build.progress import Screen
from govtext.build.run import run_stages
from govtext.build.stage_table import Stage, load_stage_table
from govtext.build.study import Study
from govtext.errors import GovtextError

LATE = '''
from govtext.build.stage_table import Stage
STAGES = (
    Stage("documents", "read", "toy_stages:documents", ("raw",), ("documents",), "01_documents"),
    Stage("words", "cut", "toy_stages:awaited", ("documents",), ("words",), "02_words"),
    Stage(
        "keywords", "weigh", "toy_stages:late", ("documents", "words"), ("document_keywords",), "03_keywords",
        late=("words",),
    ),
)
'''


LIGHT = LATE.replace(
    'Stage("words", "cut", "toy_stages:awaited", ("documents",)',
    'Stage("entities", "find", "toy_stages:entities", ("documents",), ("entities",), "02_entities"),\n'
    '    Stage("words", "cut", "toy_stages:awaited", ("documents", "entities")',
).replace(
    '("documents", "words"), ("document_keywords",)', '("documents", "words", "entities"), ("document_keywords",)'
).replace('late=("words",)', 'late=("words", "entities"), light=("entities",)')


def late_study(folder):
    study = make_toy_study(folder)
    (folder / "pipeline" / "stages.py").write_text(LATE, encoding="utf-8")
    return study


def record(study, stage="keywords"):
    return json.loads((study.processed / study.stages.stage(stage).folder / "stage.json").read_text(encoding="utf-8"))


def test_a_stage_begins_before_a_late_table_is_there_and_writes_down_the_same(tmp_path):
    early, alone = late_study(tmp_path / "early"), late_study(tmp_path / "alone")
    done = govtext(early.folder, "run", GOVTEXT_WORKERS="2", TOY_EARLY="1")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["note: the late stage has begun", "note: 1 batches, 2 words"]
    assert [line.split()[0] for line in done.stdout.splitlines()[:3]] == ["documents", "words", "keywords"]
    assert "up to date (3 stages)" in govtext(early.folder, "run", GOVTEXT_WORKERS="2").stdout
    done = govtext(alone.folder, "run", GOVTEXT_WORKERS="1")
    assert done.stderr.splitlines() == ["note: 1 batches, 2 words"]
    assert record(early) == record(alone)
    assert record(early)["inputs"]["words"]


def test_a_stage_above_that_fails_gives_up_the_one_that_waits_and_says_nothing_of_it(tmp_path):
    study = late_study(tmp_path)
    failed = govtext(study.folder, "run", GOVTEXT_WORKERS="2", TOY_EARLY="1", TOY_DIE="error")
    assert failed.returncode == 1
    assert failed.stderr.splitlines() == [
        "note: the late stage has begun", "error: data/raw/a.txt row 3: the words are bad; mend them",
    ]
    words, keywords = (study.stages.stage(name) for name in ("words", "keywords"))
    assert read_failure(study, words)
    assert read_failure(study, keywords) is None
    assert not (study.state / "staging" / "keywords").exists()
    assert not (study.processed / keywords.folder).exists()


def test_a_stage_that_fails_before_what_it_waits_for_is_told(tmp_path):
    study = late_study(tmp_path)
    failed = govtext(study.folder, "run", GOVTEXT_WORKERS="2", TOY_EARLY="1", TOY_DIE="late")
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == "error: late failed"
    assert read_failure(study, study.stages.stage("keywords")) == "late failed"
    assert record(study, "words")["rows"] == {"words": 2}


def test_only_stages_that_will_run_whatever_comes_begin_early_and_only_on_little(tmp_path, monkeypatch):
    study = late_study(tmp_path)
    wanted = study.stages.needed_for(study.stages.names())
    assert begin_early(study, wanted, ()) == ({"keywords"}, frozenset())
    assert begin_early(study, wanted[:2], ()) == (frozenset(), frozenset())
    assert govtext(study.folder, "run", GOVTEXT_WORKERS="1").returncode == 0
    study = Study(study.folder)
    assert begin_early(study, wanted, ()) == (frozenset(), frozenset())
    assert begin_early(study, wanted, ["keywords"]) == ({"keywords"}, frozenset())
    monkeypatch.setattr(side_by_side, "LARGE", 1)
    for at_hand, early in ((8 * 2**30, {"keywords"}), (3 * 2**30, set())):
        monkeypatch.setattr(side_by_side, "memory_at_hand", lambda free=at_hand: free)
        assert begin_early(study, wanted, ["keywords"]) == (early, frozenset())
    monkeypatch.setattr(side_by_side, "NEVER_SHARED", 1)
    assert begin_early(study, wanted, ["keywords"]) == (frozenset(), frozenset())
    light = [replace(stage, light=stage.late) for stage in wanted]
    assert begin_early(study, light, ["keywords"]) == ({"keywords"}, {"keywords"})


class Turn:
    """A turn among the large stages that notes who has it."""

    def __init__(self):
        self.told = []

    def __enter__(self):
        self.told.append("taken")

    def __exit__(self, *error):
        self.told.append("given back")


def test_a_light_stage_waits_for_all_late_tables_and_its_turn_when_it_asks_for_the_first(tmp_path):
    study, arrivals, turn = late_study(tmp_path), Arrivals(), Turn()
    early = Early(study, study.stages.stage("keywords"), arrivals, turn)
    source = early.sources()["words"]
    with early:
        for name in ("documents", "words"):
            arrivals.note(study.stages.stage(name))
        assert not source.is_there()  # it has come, but others may be at work
        assert turn.told == []
        with pytest.raises(GovtextError, match="is missing"):
            source.read()
        assert turn.told == ["taken"]
        assert source.is_there()
        early.wait()
        assert turn.told == ["taken"]
    assert turn.told == ["taken", "given back"]


def test_a_light_stage_that_has_failed_keeps_no_turn(tmp_path):
    study, arrivals, turn = late_study(tmp_path), Arrivals(), Turn()
    early = Early(study, study.stages.stage("keywords"), arrivals, turn)
    for name in ("documents", "words"):
        arrivals.note(study.stages.stage(name))
    with early:
        pass
    with pytest.raises(NotReached):
        early.wait()  # a thread of the stage that had been waiting
    assert turn.told == ["taken", "given back"]


@pytest.mark.parametrize("failing", ["", "error"])
def test_on_a_large_corpus_a_light_stage_begins_beside_others_and_ends_as_it_would_alone(
    tmp_path, monkeypatch, capsys, failing
):
    light, alone = late_study(tmp_path / "light"), late_study(tmp_path / "alone")
    for study in (light, alone):
        (study.pipeline_file("stages.py")).write_text(LIGHT, encoding="utf-8")
    assert govtext(alone.folder, "run", GOVTEXT_WORKERS="1").returncode == 0
    for name in ("LARGE", "NEVER_SHARED"):
        monkeypatch.setattr(side_by_side, name, 0)
    for name, value in (("GOVTEXT_WORKERS", "2"), ("TOY_EARLY", "1"), ("TOY_DIE", failing)):
        monkeypatch.setenv(name, value)
    study = Study(light.folder)
    if failing:
        with pytest.raises(GovtextError, match="the words are bad"):
            run_stages(study, [], Screen(live=False))
        assert read_failure(study, study.stages.stage("keywords")) is None
    else:
        run_stages(study, [], Screen(live=False))
        assert record(light) == record(alone)
    assert "note: the late stage has begun" in capsys.readouterr().err


def test_a_row_that_names_as_light_what_is_not_late_is_told(tmp_path):
    path = tmp_path / "stages.py"
    path.write_text(LATE.replace('late=("words",)', 'late=("words",), light=("documents",)'), encoding="utf-8")
    with pytest.raises(GovtextError, match="names documents as light, which is not late"):
        load_stage_table(path, "pipeline/stages.py")


def test_a_failure_wakes_only_those_whose_stage_is_not_there():
    arrivals, told = Arrivals(), []
    stages = {name: Stage(name, "", "", (), (), name) for name in ("words", "topics")}

    def wait(*names):
        try:
            arrivals.wait_for(names)
            told.append(names)
        except NotReached:
            told.append("not reached")

    waiting = [threading.Thread(target=wait, args=names) for names in (("words",), ("words", "topics"))]
    for one in waiting:
        one.start()
    arrivals.note(stages["words"])
    waiting[0].join(10)
    assert told == [("words",)]
    arrivals.fail()
    waiting[1].join(10)
    assert told == [("words",), "not reached"]
    arrivals.wait_for(["words"])


def test_a_row_that_names_as_late_what_it_does_not_read_is_told(tmp_path):
    path = tmp_path / "stages.py"
    path.write_text(LATE.replace('late=("words",)', 'late=("entities",)'), encoding="utf-8")
    with pytest.raises(GovtextError, match="names entities as late, which it does not read"):
        load_stage_table(path, "pipeline/stages.py")


def test_the_shipped_table_lets_issues_policies_and_robustness_begin_early(tmp_path):
    table = load_stage_table(Study(tmp_path).pipeline_file("stages.py"), "pipeline/stages.py")
    begins = {name: [one.name for one in table.needed_to_begin(table.stage(name))] for name in table.names()}
    early = {"issues": ["documents"], "policies": ["documents", "words"], "robustness": ["documents", "words", "topics"]}
    assert {name: begins[name] for name in early} == early
    large = {name: [one.name for one in table.needed_to_begin(table.stage(name), large=True)] for name in table.names()}
    assert [name for name in table.names() if table.stage(name).light] == ["issues"]
    assert large["issues"] == ["documents", "words"]
    assert all(
        begins[name] == [one.name for one in table.upstream(table.stage(name))] for name in set(begins) - set(early)
    )



def test_a_late_table_that_has_come_can_be_sent_to_a_process(tmp_path):
    study, arrivals = late_study(tmp_path), Arrivals()
    source = Early(study, study.stages.stage("keywords"), arrivals).sources()["words"]
    assert not source.is_there()
    arrivals.note(study.stages.stage("words"))
    assert source.is_there()
    with pytest.raises(GovtextError, match="is missing"):
        source.read()
    assert pickle.loads(pickle.dumps(source)).is_there()
