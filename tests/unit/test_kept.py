import json

from govtext.kept import Kept


def test_what_was_put_is_there_again_digit_for_digit(tmp_path):
    value = {"tops": [[1, 2], [3, 4]], "heldout": 0.1 + 0.2, "label": "供水"}
    Kept(tmp_path, "a").put({"k": 5, "seed": 1}, value)
    assert Kept(tmp_path, "a").get({"seed": 1, "k": 5}) == value


def test_another_key_or_other_code_finds_nothing(tmp_path):
    Kept(tmp_path, "a").put({"k": 5}, [1])
    assert Kept(tmp_path, "a").get({"k": 6}) is None
    assert Kept(tmp_path, "b").get({"k": 5}) is None


def test_a_damaged_or_edited_file_counts_as_none(tmp_path):
    kept = Kept(tmp_path, "a")
    kept.put({"k": 5}, [1])
    file = next(tmp_path.glob("*.json"))
    file.write_text(json.dumps({"hash": "0", "value": [2]}), encoding="utf-8")
    assert kept.get({"k": 5}) is None
    file.write_text('{"hash": ', encoding="utf-8")
    assert kept.get({"k": 5}) is None


def test_without_a_folder_nothing_is_kept():
    kept = Kept()
    kept.put({"k": 5}, [1])
    kept.tidy()
    assert kept.get({"k": 5}) is None


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    kept = Kept(tmp_path / "file" / "below")
    kept.put({"k": 5}, [1])
    assert kept.get({"k": 5}) is None


def test_the_oldest_make_room(tmp_path, monkeypatch):
    import os

    monkeypatch.setattr(Kept, "MOST_FILES", 2)
    kept = Kept(tmp_path)
    for number in range(4):
        kept.put({"k": number}, number)
    for age, file in enumerate(sorted(tmp_path.glob("*.json"))):
        os.utime(file, (1000 + age, 1000 + age))
    newest = sorted(tmp_path.glob("*.json"))[2:]
    kept.tidy()
    assert sorted(tmp_path.glob("*.json")) == newest
