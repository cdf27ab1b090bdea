import datetime as dt

import pytest

from govtext.documents.policy_metadata import find_document_number, find_issuer, read_metadata


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("云江省人民政府办公厅文件\n云政办发〔2021〕8号", "云政办发〔2021〕8号"), ("云政办发[2021]8号", "云政办发〔2021〕8号"),
        ("云政办发（2021）8 号", "云政办发〔2021〕8号"), ("云政办发【2021】第8号", "云政办发〔2021〕第8号"), ("云政办发﹝2021﹞8号", "云政办发〔2021〕8号"),
        ("根据国发〔2016〕55号的精神", None), ("为落实《意见》（国发〔2016〕55号）", None), ("国务院令第431号", "国务院令第431号"),
        ("2005年1月10日 国务院令第431号公布", "国务院令第431号"), ("没有文号", None),
    ],
)
def test_the_documents_own_number(head, number):
    assert find_document_number(head) == number


@pytest.mark.parametrize(
    ("title", "head", "issuer"),
    [
        ("云江省人民政府关于便民服务的通知", "", "云江省人民政府"), ("国务院关于在线服务的规定", "", "国务院"),
        ("便民条例", "2021年1月1日 云江省第三届人民代表大会常务委员会第二次会议通过", "云江省人民代表大会常务委员会"),
        ("2026年云江省政府工作报告", "", "云江省人民政府"), ("随笔", "无", None),
    ],
)
def test_the_issuing_body(title, head, issuer):
    assert find_issuer(title, head) == issuer


def test_dates_level_and_region():
    text = "2020年4月10日 云江省第三届人民代表大会常务委员会第二次会议通过\n2021年10月28日 第四次会议修正\n第一条 为了便民。\n第二条 本条例自2020年6月1日起施行。"
    read = read_metadata("云江省便民条例", text, "云江省便民条例(2021-12-06)")
    assert read.date == dt.datetime(2021, 12, 6)
    assert read.effective_date == dt.datetime(2020, 6, 1)
    assert (read.region, read.level) == ("云江省", "provincial")


def test_a_signature_dates_a_short_notice():
    read = read_metadata("白石市教育局关于开学的通知", "白教发[2022]3号\n各学校：\n请按时开学。\n白石市教育局\n2022年3月4日")
    assert (read.date, read.document_number) == (dt.datetime(2022, 3, 4), "白教发〔2022〕3号")


def test_a_signature_dates_a_notice():
    text = "各县人民政府：\n" + "请认真执行。\n" * 150 + "白石市人民政府办公室\n2022年3月4日\n"
    read = read_metadata("白石市人民政府办公室关于便民的通知", text)
    assert (read.date, read.issuer, read.level) == (dt.datetime(2022, 3, 4), "白石市人民政府办公室", "city")
