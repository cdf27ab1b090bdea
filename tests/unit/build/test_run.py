"""Running stages: what runs, what stays, what a failure leaves."""

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import pytest
from rich.cells import cell_len
from toy_study import govtext, make_toy_study

from govtext.build.freshness import statuses
from govtext.build.memory import MAIN, WORKER
from govtext.build.progress import Screen
from govtext.build.run import run_stages
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.parallel import Work
from govtext.store import file_hash


@pytest.fixture
def study(tmp_path):
    return make_toy_study(tmp_path / "研究 一")


def ran(study, *names, **options):
    study = Study(study.folder)  # settings and hashes as a new command would read them
    return [outcome.stage.name for outcome in run_stages(study, list(names), Screen(live=False), **options).outcomes]


def states(study):
    return {one.stage.name: one.state for one in statuses(Study(study.folder))}


def outputs(study):
    return {p.name: file_hash(p) for p in study.processed.glob("0*/*.parquet")}


def test_runs_what_is_needed_first_and_nothing_twice(study):
    assert ran(study, "words") == ["documents", "words"]
    assert ran(study) == ["keywords"]
    assert ran(study) == []
    assert set(states(study).values()) == {"fresh"}


def test_memory_is_given_back_for_stages_to_come(study, monkeypatch):
    given = []
    monkeypatch.setattr("govtext.build.run.LARGE", 1)
    monkeypatch.setattr("govtext.build.execute.give_back", lambda: given.append(1))
    assert ran(study) == ["documents", "words", "keywords"]
    assert len(given) == 2, "at the end the process ends"


def test_what_little_a_small_stage_has_freed_is_not_sought(study, monkeypatch):
    given = []
    monkeypatch.setattr("govtext.build.execute.give_back", lambda: given.append(1))
    assert ran(study) == ["documents", "words", "keywords"]
    assert not given


def test_a_changed_setting_runs_only_its_stage(study):
    ran(study)
    (study.folder / "pipeline" / "params.toml").write_text('[run]\nworkers = 1\n', encoding="utf-8")
    assert ran(study) == [], "how many workers there are changes nothing"
    record = study.processed / "03_keywords" / "stage.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["settings"]["invented"] = 1
    record.write_text(json.dumps(content), encoding="utf-8")
    assert ran(study) == ["keywords"]


def test_a_changed_lexicon_runs_its_stage_and_stops_where_nothing_changes(study):
    ran(study)
    (study.folder / "pipeline" / "lexicons" / "stopwords.txt").write_text("的\n了\n", encoding="utf-8")
    assert [str(r) for r in statuses(Study(study.folder))[1].reasons] == ["lexicon stopwords.txt, which changed"]
    # The toy stage makes the same words again, so what reads them stays fresh.
    assert ran(study) == ["words"]


def test_new_changed_and_removed_raw_files_are_told(study):
    ran(study)
    (study.raw / "丙.txt").write_text("新的", encoding="utf-8")
    (study.raw / "乙.txt").unlink()
    (study.raw / "甲.txt").write_text("窗口关门", encoding="utf-8")
    first, _words, keywords = statuses(Study(study.folder))
    assert [str(reason) for reason in first.reasons] == [
        "reads data/raw/丙.txt, which is new",
        "reads data/raw/乙.txt, which is gone",
        "reads data/raw/甲.txt, which changed",
    ]
    assert str(keywords.reasons[0]) == "words is stale: documents is stale: reads data/raw/丙.txt, which is new"
    assert ran(study) == ["documents", "words", "keywords"]


def test_a_hand_edited_and_a_deleted_output_are_noticed_and_made_again(study):
    ran(study)
    good = outputs(study)
    target = study.processed / "02_words" / "words.parquet"
    target.write_bytes(target.read_bytes() + b" ")
    assert "was changed by hand" in str(statuses(Study(study.folder))[1].reasons[0])
    assert "words" in ran(study)
    (study.processed / "03_keywords" / "document_keywords.parquet").unlink()
    assert ran(study) == ["keywords"]
    assert outputs(study) == good


def test_an_error_is_one_line_and_leaves_the_last_good_outputs(study):
    assert govtext(study.folder, "run").returncode == 0
    good = outputs(study)
    failed = govtext(study.folder, "run", "--force", "words", TOY_DIE="error")
    assert failed.returncode == 1
    assert failed.stderr.strip() == "error: data/raw/a.txt row 3: the words are bad; mend them"
    assert outputs(study) == good
    assert states(study)["words"] == "failed"
    assert "the words are bad" in govtext(study.folder, "status").stdout
    assert govtext(study.folder, "run").returncode == 0
    assert set(states(study).values()) == {"fresh"}


def test_a_defect_is_one_line_and_its_traceback_is_kept(study):
    failed = govtext(study.folder, "run", TOY_DIE="defect")
    assert failed.returncode == 1
    assert len(failed.stderr.strip().splitlines()) == 1
    assert "Traceback" not in failed.stderr
    assert "ZeroDivisionError" in (study.state / "traceback.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["execute", "own_reasons"])
def test_a_defect_outside_the_stage_itself_is_told_too(study, monkeypatch, where):
    def broken(*_):
        raise RuntimeError("a slip")

    monkeypatch.setattr(f"govtext.build.run.{where}", broken)
    with pytest.raises(GovtextError, match=r"stage documents failed by a defect of govtext \(RuntimeError: a slip\)"):
        ran(study)


@pytest.mark.parametrize("want", ["memory", "addresses"])
def test_want_of_memory_is_told_in_one_line(study, want):
    failed = govtext(study.folder, "run", TOY_DIE=want)
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1].startswith(
        "error: stage words needs more memory than there is; set run.workers to 1"
    )


def test_settings_of_an_earlier_release_are_told_and_stop_nothing(study, capsys):
    path = study.folder / "pipeline" / "params.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("[issues.recurring]\nsize_bonus = 0.15\n", encoding="utf-8")
    assert ran(Study(study.folder), "documents", force=True) == ["documents"]
    told = [line for line in capsys.readouterr().err.splitlines() if "earlier release" in line]
    assert told == [
        "note: params.toml: issues.recurring.size_bonus did something in an earlier release and does nothing now; "
        "you may delete it"
    ]


def test_where_memory_is_short_fewer_processes_are_used_and_the_user_is_told(study, monkeypatch, capsys):
    monkeypatch.delenv("GOVTEXT_WORKERS")
    monkeypatch.setattr("govtext.parallel.os.sched_getaffinity", lambda _: set(range(4)), raising=False)
    used = []
    monkeypatch.setattr(Screen, "stage", lambda _, stage, workers, engine: used.append(workers) or nullcontext(Work(1)))
    for free, wanted in ((MAIN + 2 * WORKER + 2**20, 2), (MAIN + 8 * WORKER, 4)):  # the files are small
        monkeypatch.setattr("govtext.build.memory.free_memory", lambda free=free: free)
        assert ran(study, "documents", force=True) == ["documents"]
        assert used.pop() == wanted
    told = [line for line in capsys.readouterr().err.splitlines() if "processors" in line]
    assert len(told) == 1
    assert told[0].startswith("note: 2 of 4 processors used: the free memory is enough for no more processes")


def test_a_full_disk_is_told_and_leaves_the_last_good_outputs(study):
    govtext(study.folder, "run")
    good = outputs(study)
    failed = govtext(study.folder, "run", "--force", "words", TOY_DIE="full")
    assert failed.returncode == 1
    assert "the disk is full" in failed.stderr
    assert outputs(study) == good


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
@pytest.mark.parametrize("stage", ["documents", "words"])
def test_a_killed_run_leaves_the_last_good_outputs_and_the_next_goes_on(study, stage):
    assert govtext(study.folder, "run").returncode == 0
    good = outputs(study)
    (study.raw / "丙.txt").write_text("又一条", encoding="utf-8")
    killed = govtext(study.folder, "run", TOY_DIE=stage)
    assert killed.returncode == -signal.SIGKILL
    after = outputs(study)
    assert set(after) == set(good)
    assert after["words.parquet"] == good["words.parquet"]
    assert states(study)[stage] in {"stale", "never run"}
    assert govtext(study.folder, "run").returncode == 0
    assert set(states(study).values()) == {"fresh"}
    assert not list(study.state.glob("staging/*"))


def test_a_run_killed_between_the_two_renames_is_recovered(study):
    ran(study)
    good = outputs(study)
    backup = study.state / "backup" / "words"
    backup.parent.mkdir(parents=True)
    os.replace(study.processed / "02_words", backup)
    assert ran(study) == []
    assert outputs(study) == good


@pytest.mark.skipif(os.name == "nt", reason="no permission bits on Windows")
def test_a_read_only_folder_is_told_in_one_line():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    study = make_toy_study(folder / "study")
    study.processed.mkdir(parents=True)
    study.processed.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:  # root may write everywhere, so this process steps down
            os.seteuid(65534)
        with pytest.raises(GovtextError, match="can't be written"):
            ran(study)
    finally:
        if root:
            os.seteuid(0)
        study.processed.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="makes a small disk the Linux way")
def test_a_disk_that_is_really_full_leaves_the_last_good_outputs(study):
    study.processed.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(study.processed)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user can't mount a small disk")
    try:
        assert govtext(study.folder, "run").returncode == 0
        good = outputs(study)
        rng = random.Random(1)
        text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(200_000))
        (study.raw / "long.txt").write_text(text, encoding="utf-8")
        failed = govtext(study.folder, "run")
        assert failed.returncode == 1
        assert "the disk is full" in failed.stderr
        assert failed.stderr.strip().count("\n") == 0
        assert outputs(study) == good
        (study.raw / "long.txt").unlink()
        assert govtext(study.folder, "run").returncode == 0
        assert outputs(study) == good
    finally:
        subprocess.run(["umount", str(study.processed)], check=True)


def test_a_file_in_the_way_of_the_results_is_told_in_one_line(study):
    study.processed.write_text("in the way", encoding="utf-8")
    failed = govtext(study.folder, "run")
    assert failed.returncode == 1
    assert failed.stderr.startswith("error: data/processed can't be written")
    assert failed.stderr.strip().count("\n") == 0


def test_a_second_run_at_the_same_time_is_refused_and_a_dead_ones_lock_is_not(study):
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    slow = subprocess.Popen(
        [sys.executable, "-m", "govtext.cli", "--study", str(study.folder), "run"],
        env={**os.environ, "TOY_DIE": "slow", "PYTHONPATH": paths},
    )
    try:
        deadline = time.monotonic() + 30
        while not (study.processed / "01_documents").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        second = govtext(study.folder, "run")
        assert second.returncode == 1
        assert "another run" in second.stderr
    finally:
        slow.kill()
        slow.wait()
    assert govtext(study.folder, "run").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT the POSIX way")
def test_an_interrupt_ends_at_once_with_one_line_and_can_be_resumed(study):
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    running = subprocess.Popen(
        [sys.executable, "-m", "govtext.cli", "--study", str(study.folder), "run"],
        env={**os.environ, "TOY_DIE": "slow", "PYTHONPATH": paths}, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )
    deadline = time.monotonic() + 30
    while not (study.processed / "01_documents").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=5)
    assert running.returncode == 1
    assert told.strip() == "interrupted: finished stages are whole; run again to go on"
    assert states(study)["documents"] == "fresh"
    assert govtext(study.folder, "run").returncode == 0


def test_the_manifest_says_what_was_run(study):
    ran(study)
    content = json.loads((study.processed / "manifest.json").read_text(encoding="utf-8"))["stages"]
    assert list(content) == ["documents", "keywords", "words"]
    words = content["words"]
    assert words["rows"] == {"words": 2}
    assert words["rows_in"] == {"documents": 2}
    assert words["outputs"] == {"words.parquet": file_hash(study.processed / "02_words" / "words.parquet")}
    assert words["seconds"] >= 0
    assert words["peak_memory_mib"] > 0
    assert words["versions"]["jieba"] == "0.42.1"


def test_mistyped_stages_get_the_nearest_names(study):
    with pytest.raises(GovtextError, match="did you mean keywords"):
        run_stages(study, ["keyword"], Screen(live=False))
    wrong = govtext(study.folder, "keyword")
    assert (wrong.returncode, wrong.stderr.strip()) == (2, "error: there is no command keyword; did you mean keywords, words?")
    assert govtext(study.folder, "keywords").returncode == 0


def test_a_stage_that_yields_an_undeclared_table_is_refused(study):
    stages = study.folder / "pipeline" / "stages.py"
    stages.write_text(stages.read_text(encoding="utf-8").replace('("words",), "02', '("entities",), "02', 1).replace(
        '"toy_stages:keywords", ("words",)', '"toy_stages:keywords", ("entities",)'), encoding="utf-8")
    with pytest.raises(GovtextError, match="does not declare"):
        ran(study, "words")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"documents", "read"', '"words", "read"'), "stage words stands twice"),
        (('("documents",), ("words",)', '("topics",), ("words",)'), "no stage above it writes"),
        (('("documents",), ("words",)', '("documents",), ("wordz",)'), "did you mean words"),
        (("STAGES = (", "STAGES = ((("), "can't be loaded"),
    ],
)
def test_a_broken_stage_table_is_told_in_one_line(study, change, message):
    stages = study.folder / "pipeline" / "stages.py"
    stages.write_text(stages.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    failed = govtext(study.folder, "run")
    assert failed.returncode == 1
    assert message in failed.stderr
    assert "pipeline/stages.py" in failed.stderr
    assert failed.stderr.strip().count("\n") == 0


def test_pseudonym_key_is_the_same_in_two_copies_and_stays_when_files_come(study, tmp_path):
    other = make_toy_study(tmp_path / "other")
    assert study.secret() == other.secret()
    (study.raw / "new.txt").write_text("x", encoding="utf-8")
    assert Study(study.folder).secret() == other.secret()
    assert not list(study.processed.glob("**/pseudonym.key"))


def test_a_stage_is_given_its_own_tables_of_the_last_run(study, monkeypatch):
    import toy_stages

    seen, words = [], toy_stages.words

    def watched(inputs, *others):
        seen.append(inputs.before("words", "doc_id", "doc_id"))
        yield from words(inputs, *others)

    monkeypatch.setattr(toy_stages, "words", watched)
    ran(study)
    (study.raw / "丙.txt").write_text("材料重复交", encoding="utf-8")
    ran(study)
    assert seen[0] == {}
    assert set(seen[1]) == {"甲.txt", "乙.txt"}


def test_status_fits_80_columns_and_loses_nothing(study):
    assert "Nothing has run yet" in govtext(study.folder, "status").stdout
    ran(study)
    assert [line.split() for line in govtext(study.folder, "status").stdout.splitlines()] == [
        [name, "fresh"] for name in ("documents", "words", "keywords")
    ]
    name = f"{'年度汇总' * 15}.txt"
    (study.raw / name).write_text("材料重复交", encoding="utf-8")
    (study.folder / "pipeline" / "lexicons" / "stopwords.txt").write_text("了\n", encoding="utf-8")
    told = govtext(study.folder, "status").stdout
    assert max(cell_len(line) for line in told.splitlines()) <= 80
    joined = "".join(told.split())
    assert f"readsdata/raw/{name},whichisnew" in joined
    assert "wordsstalelexiconstopwords.txt,whichchanged(+1)" in joined
    assert "govtext why STAGE" in told
    assert told.splitlines()[-1] == "To bring all up to date: govtext run"


def test_a_run_of_some_stages_says_which_others_are_behind(study):
    first = govtext(study.folder, "run", "documents").stdout
    assert "earlier run" not in first  # what has never run holds no numbers of before
    ran(study)
    (study.raw / "丙.txt").write_text("材料重复交", encoding="utf-8")
    told = govtext(study.folder, "run", "words").stdout
    assert "Still as an earlier run left it: keywords. To bring all up to date: govtext run" in told
    again = govtext(study.folder, "run", "words").stdout
    assert again.startswith("What you named and all that it needs is up to date (2 stages).")
    assert "Still as an earlier run left it: keywords." in again
    whole = govtext(study.folder, "run").stdout
    assert "earlier run" not in whole


@pytest.mark.parametrize(("words", "code", "told"), [
    (("help", "run"), 0, "Usage: govtext run"),
    (("replies",), 2, "write: govtext show replies"),
    (("show",), 1, "topics|issues|rising|problems|keywords|replies|context"),
])
def test_what_a_newcomer_types_leads_on(study, words, code, told):
    made = govtext(study.folder, *words)
    assert made.returncode == code
    assert told in made.stdout + made.stderr


@pytest.mark.parametrize(("encoding", "printed"), [("gbk", "诉求?"), ("ascii", "诉求🙂"), ("utf-8", "诉求🙂")])
def test_what_is_printed_keeps_an_encoding_that_has_chinese(encoding, printed, monkeypatch):
    from govtext import cli

    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    cli._speak_plainly()
    sys.stdout.write("诉求🙂")
    sys.stdout.flush()
    assert sys.stdout.buffer.getvalue().decode("utf-8" if encoding == "ascii" else encoding) == printed
