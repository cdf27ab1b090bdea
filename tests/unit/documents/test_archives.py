"""Members of zip archives: what is taken, under which name, and what is refused."""

import zipfile
from pathlib import Path

import pytest

from govtext.documents.readers.archives import member_name, members
from govtext.documents.readers.content import Limits, Unreadable


def archive(path, *names, content=b"x"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return path


def taken(path, limits=None):
    """Return name → content of what is taken, name → reason of what is not; files last until the next is asked for."""
    files, refused = {}, {}
    for name, found in members(path, limits or Limits()):
        if isinstance(found, Path):
            assert found.resolve().is_relative_to(Path(found).parent.resolve())
            files[name] = (found.name, found.read_bytes())
        else:
            refused[name] = found
    return files, refused


def test_folders_are_no_members_and_files_are_read_in_the_order_of_their_names(tmp_path):
    path = archive(tmp_path / "a.zip", "信/", "信/乙.csv", "甲.txt", "b.csv")
    files, refused = taken(path)
    assert list(files) == sorted(files)
    assert files == {"b.csv": ("member.csv", b"x"), "信/乙.csv": ("member.csv", b"x"), "甲.txt": ("member.txt", b"x")}
    assert refused == {}


@pytest.mark.parametrize("name", ["/etc/a.csv", "../a.csv", "信/../../a.csv", "..", "C:\\x\\a.csv", "c:a.csv", "信\\..\\a.csv"])
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    files, refused = taken(archive(tmp_path / "a.zip", name))
    assert files == {}
    assert list(refused.values()) == ["its name leads out of the archive"]


@pytest.mark.parametrize(("name", "kept"), [("a..b.csv", ".csv"), ("..a.csv", ".csv"), ("来信:一.csv", ".csv"), ("a.c/sv", ""), ("a.c:sv", ""), ("a.中", ""), ("a.c sv", ""), ("a", "")])
def test_a_name_with_dots_and_signs_is_taken_under_a_plain_one(tmp_path, name, kept):
    files, refused = taken(archive(tmp_path / "a.zip", name))
    assert refused == {}
    assert [stored for stored, _ in files.values()] == [f"member{kept}"]


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    assert taken(tmp_path / "a.zip") == ({}, {"a.csv": "is a link"})


@pytest.mark.parametrize(
    ("written", "flag", "name"),
    [
        ("来信.csv".encode("gb18030").decode("cp437"), 0, "来信.csv"), ("来信.csv".encode().decode("cp437"), 0, "来信.csv"),
        ("来信.csv", 0x800, "来信.csv"), ("信\\一.csv", 0x800, "信/一.csv"), ("a\\b.csv", 0, "a/b.csv"), ("é.csv", 0x800, "é.csv"),
        ("来信.csv", 0, "来信.csv"),
    ],
)
def test_names_are_read_as_they_were_written(written, flag, name):
    entry = zipfile.ZipInfo("x")
    entry.filename, entry.flag_bits = written, flag
    assert member_name(entry) == name


def test_no_more_is_unpacked_than_the_bounds_allow(tmp_path):
    path = archive(tmp_path / "a.zip", "a.csv", "b.csv", content=b"x" * 1000)
    files, refused = taken(path, Limits(file_bytes=1500))
    assert list(files) == ["a.csv"], "the bound holds for all members together"
    assert "unpacks to more than" in refused["b.csv"]
    assert len(taken(path, Limits(file_bytes=2000))[0]) == 2
    with pytest.raises(Unreadable, match="an archive of 2 files, more than 1"):
        taken(path, Limits(archive_members=1))
    assert len(taken(path, Limits(archive_members=2))[0]) == 2
