"""Stages that run at the same time."""

import json

from toy_study import govtext, make_toy_study

from govtext.build import progress, side_by_side
from govtext.build import run as run_module
from govtext.build.execute import Outcome
from govtext.build.progress import Screen
from govtext.build.side_by_side import Turns, lanes, memory_at_hand
from govtext.build.stage_table import Stage
from govtext.build.study import Study
from govtext.parallel import Work

TWO = '''
from govtext.build.stage_table import Stage
STAGES = (
    Stage("documents", "read", "toy_stages:documents", ("raw",), ("documents",), "01_documents"),
    Stage("words", "cut", "toy_stages:words", ("documents",), ("words",), "02_words", ("stopwords.txt",)),
    Stage("keywords", "weigh", "toy_stages:beside", ("words",), ("document_keywords",), "03_keywords"),
    Stage("topics", "group", "toy_stages:beside", ("words",), ("corpus_keywords",), "04_topics"),
)
'''


def study_of_two(folder):
    study = make_toy_study(folder)
    (folder / "pipeline" / "stages.py").write_text(TWO, encoding="utf-8")
    return study


def test_two_stages_that_read_the_same_run_at_the_same_time(tmp_path):
    study = study_of_two(tmp_path)
    done = govtext(study.folder, "run", GOVTEXT_WORKERS="2")
    assert done.returncode == 0, done.stderr
    assert sorted(done.stderr.split("\n")) == ["", "note: keywords met the other", "note: topics met the other"]
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["documents", "words"]
    assert sorted(line.split()[0] for line in lines[2:4]) == ["keywords", "topics"]
    recorded = json.loads((study.processed / "manifest.json").read_text(encoding="utf-8"))["stages"]
    assert list(recorded) == ["documents", "keywords", "topics", "words"]
    assert all(record["seconds"] is not None and record["peak_memory_mib"] > 0 for record in recorded.values())
    assert "up to date (4 stages)" in govtext(study.folder, "run", GOVTEXT_WORKERS="2").stdout


def test_when_one_of_two_fails_the_other_is_finished_and_whole(tmp_path):
    study = study_of_two(tmp_path)
    failed = govtext(study.folder, "run", GOVTEXT_WORKERS="2", TOY_DIE="keywords")
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == "error: keywords failed"
    assert (study.processed / "04_topics" / "stage.json").is_file()
    assert not (study.processed / "03_keywords").exists()


def test_one_worker_runs_one_stage_at_a_time():
    assert lanes(1, None) == 1
    assert lanes(2, None) == 2


def test_large_stages_wait_for_one_another_and_small_ones_do_not(tmp_path, monkeypatch):
    study = study_of_two(tmp_path)
    assert govtext(study.folder, "run", "words").returncode == 0
    study = Study(study.folder)
    turns, (keywords, topics) = Turns(study), [study.stages.stage(name) for name in ("keywords", "topics")]
    with turns.of(keywords), turns.of(topics):
        assert not turns._large.locked()
    monkeypatch.setattr(side_by_side, "LARGE", 1)
    for at_hand, never, alone in ((3 * 2**30, 2**28, True), (8 * 2**30, 2**28, False), (8 * 2**30, 2, True)):
        monkeypatch.setattr(side_by_side, "memory_at_hand", lambda free=at_hand: free)
        monkeypatch.setattr(side_by_side, "NEVER_SHARED", never)
        with turns.of(keywords):
            assert turns._large.locked() == alone
        assert not turns._large.locked()


def test_the_memory_at_hand_lies_within_the_limits_of_process_and_machine(monkeypatch):
    monkeypatch.setattr(side_by_side, "free_memory", lambda: 5000)
    for addresses, at_hand in ((None, 5000), (4000, 4000), (6000, 5000)):
        monkeypatch.setattr(side_by_side, "address_limit", lambda limit=addresses: limit)
        assert memory_at_hand() == at_hand


def test_two_stages_show_their_bars_at_once_and_lines_go_where_they_went(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.0)
    screen = Screen(live=True)
    one, other = (Stage(name, "", "", (), (), name) for name in ("keywords", "topics"))
    with screen.stage(one, 2) as first, screen.stage(other, 2) as second:
        first.progress("texts", 1, 2)
        second.progress("models", 1, 3)
        assert len(screen._bars._tasks) == 2
        screen.done(Outcome(one, {"keyness": 1200}, 3.14, 250.0))
        second.notice("few texts")
        second.progress("models", 2, 3)
    assert screen._bars._progress is None
    told = capsys.readouterr()
    assert told.out == "keywords      3.1 s     250 MiB  keyness 1,200\n"
    assert "note: few texts\n" in told.err


def test_processes_are_started_early_once_and_only_for_what_is_worth_them(tmp_path, monkeypatch):
    study, begun = study_of_two(tmp_path), []
    monkeypatch.setattr(run_module, "start_processes", lambda *given: begun.append(given))
    stages = [study.stages.stage(name) for name in ("documents", "words")]
    for workers, worth, expected in ((2, 2**20, []), (1, 1, []), (2, 1, [(2, "toy_stages")])):
        monkeypatch.setattr(run_module, "WORTH_WORKERS", worth)
        running = run_module.Running(study, Screen(live=False), workers, None, Turns(study), run_module.RunResult())
        for stage in stages:
            running._start_workers(stage)
        assert begun == expected


def test_later_stages_are_loaded_when_the_first_workers_have_answered(tmp_path, monkeypatch):
    study, told = study_of_two(tmp_path), []

    class Noted:
        def __init__(self, study, stages, workers):
            self.stages = [stage.name for stage in stages]

        def load(self):
            told.append(("load", self.stages))

        def prepare(self):
            told.append(("prepare", self.stages))

    monkeypatch.setattr(run_module, "start_processes", lambda workers, module: None)
    monkeypatch.setattr(run_module, "WORTH_WORKERS", 1)
    monkeypatch.setattr(run_module, "LoadedAhead", Noted)
    stages = tuple(study.stages)
    names = [stage.name for stage in stages[1:]]
    for large, expected in ((2**40, [("load", names), ("texts", 1, 3), ("prepare", names)]), (0, [("texts", 1, 3)])):
        monkeypatch.setattr(run_module, "LARGE", large)
        told.clear()
        running = run_module.Running(
            study, Screen(live=False), 2, None, Turns(study), run_module.RunResult(), wanted=stages,
            begun=[stages[0].name],
        )
        running._start_workers(stages[0])
        work = running._loading(stages[0], Work(progress=lambda *what: told.append(what)))
        assert told == [], "this process has other things to do until then"
        work.progress("texts", 1, 3)
        work.given()
        assert told == expected
        assert running._loading(stages[1], work) is work
