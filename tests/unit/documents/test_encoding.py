import io

import pytest

from govtext.documents.encoding import decode, detect

SIMPLIFIED = "编号,标题,内容\n1,路灯不亮,我们小区门口的路灯已经坏了一个月，请问什么时候能修？\n"
TRADITIONAL = "編號,標題,內容\n1,路燈不亮,我們社區門口的路燈已經壞了一個月，請問什麼時候能修？\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_comes_back_from_every_encoding(name):
    text, found = decode(SIMPLIFIED.encode(name))
    assert text == SIMPLIFIED
    assert found.sure


@pytest.mark.parametrize("name", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_text_comes_back_from_every_encoding(name):
    assert decode(TRADITIONAL.encode(name))[0] == TRADITIONAL


@pytest.mark.parametrize("text", ["标题\n停水\n", "问：路灯什么时候修", "a,b\n1,2\n"])
def test_short_files_are_not_misjudged(text):
    assert decode(text.encode("gbk"))[0] == text


def test_a_rare_character_needs_gb18030():
    assert decode("𠮷野家门口的路灯不亮了，请问有人管吗".encode("gb18030"))[0].startswith("𠮷野")


def test_a_file_cut_within_a_character_is_read_and_said_to_be_unsure():
    text, found = decode(SIMPLIFIED.encode()[:-3] + b"\xe5\x8c")
    assert not found.sure
    assert text.startswith("编号,标题,内容")


def test_the_encoding_that_was_set_wins():
    assert decode("標題".encode("big5"), "big5")[0] == "標題"


def test_the_whole_file_is_checked_not_its_beginning():
    late = ("a" * 80 + "\n").encode() * 40_000 + "路灯不亮，没有人管，我们已经反映了多次".encode("gb18030")
    assert detect(lambda: io.BytesIO(late)).name == "gb18030"
