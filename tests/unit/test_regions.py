from govtext.regions import lies_in, longest_first, place_of


def test_a_place_lies_in_what_its_name_holds():
    assert lies_in("甲省乙市", "乙市")
    assert lies_in("乙市", "甲省乙市")
    assert not lies_in("", "甲省")


def test_the_name_of_a_file_tells_where_its_complaints_belong():
    regions = longest_first(["甲省", "", "甲省乙市", "甲省"])
    assert regions == ["甲省乙市", "甲省"]
    assert place_of("甲省留言.xlsx", "丙县", regions) == "甲省丙县"
    assert place_of("甲省留言.xlsx", "甲省丙县", regions) == "甲省丙县"
    assert place_of("甲省乙市.csv", "", regions) == "甲省乙市"
    assert place_of("留言.csv", "丙县", regions) == "丙县"


def test_what_does_not_lie_in_a_region():
    assert not lies_in("乙市", "甲省")
    assert not lies_in("甲省乙市", "甲省丙市")
    assert not lies_in("甲省", "")
    assert not lies_in("", "甲省")
    assert not lies_in("甲省", "甲省乙市"), "the whole does not lie in its part"
    assert lies_in("乙市", "甲省乙市"), "a complaint names the town alone"
