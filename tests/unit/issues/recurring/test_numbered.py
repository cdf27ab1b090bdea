import numpy as np

from govtext.issues.recurring.numbered import compared, numbered, numbered_matrix


def conflict(one: str, other: str) -> bool:
    found = [(row, code) for row, text in enumerate((one, other)) for _, code in numbered(text)]
    text, code = np.array(found, dtype=np.int64).reshape(-1, 2).T
    titles, whole = numbered_matrix((text, code, np.ones(len(text), dtype=bool)), 2)
    return bool(compared(titles, whole, np.array([0]), np.array([1]))[2][0])


def test_a_line_is_known_by_its_number_however_it_is_written_and_lengthened():
    assert not conflict("四号线何时开工", "4号线北延何时开工")
    assert not conflict("4号北延线何时开工", "地铁4号线何时开工")
    assert conflict("4号北延线何时开工", "1号线北延何时开工")


def test_numbers_of_other_things_are_no_conflict():
    assert not conflict("3栋漏水", "139路改道")
    assert conflict("3栋漏水", "12号楼漏水")
    assert not conflict("一路堵车", "139路改道")
