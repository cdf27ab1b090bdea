from govtext.documents.privacy import MaskingRules, mask, pseudonym


def test_marks_say_what_stood_there():
    text = "我叫李秀兰，电话13912345678，2019年缴费13800元，打12345没人接。"
    assert mask(text, MaskingRules()) == ("我叫〔姓名〕，电话〔电话〕，2019年缴费13800元，打12345没人接。", 2)


def test_kinds_can_be_left():
    assert mask("我叫李秀兰，电话13912345678", MaskingRules(frozenset({"name"}))) == ("我叫李秀兰，电话〔电话〕", 1)


def test_the_authors_own_handle_goes_from_the_reply():
    assert mask("网友“B00012345”您好", MaskingRules(), handles=("B00012345",)) == ("网友“〔网友〕”您好", 1)


def test_what_overlaps_is_masked_once_and_as_what_is_surest():
    assert mask("13912345678打不通", MaskingRules(), handles=("13912345678",)) == ("〔电话〕打不通", 1)
    assert mask("李秀兰1391您好", MaskingRules(), known=("李秀兰",), handles=("李秀兰1391",)) == ("〔网友〕您好", 1)


def test_masking_twice_changes_nothing():
    once, _ = mask("我叫李秀兰，QQ：123456789，身份证11010519491231002X", MaskingRules())
    assert mask(once, MaskingRules()) == (once, 0)


def test_pseudonyms_depend_on_author_and_secret_alone():
    assert pseudonym(" 李秀兰 ", b"test") == pseudonym("李秀兰", b"test")
    assert len({pseudonym(a, s) for a in ("甲", "乙") for s in (b"1", b"2")}) == 4
    assert "李" not in pseudonym("李秀兰", b"test")
