"""A small study whose topics have been made, shared by the tests of what is done with them."""

import numpy as np
import pytest

SUBJECTS = [
    "小区停水 自来水公司 水管漏水 水压不足 抢修水管 水费 水表 供水",
    "公交车 公交线路 站台 班次 候车 换乘 司机 发车",
    "工地施工 夜间施工 噪音扰民 渣土车 打桩 塔吊 休息 噪音",
    "幼儿园 招生 入学 报名 学位 老师 家长 学区",
]


def made_text(generator, subject):
    """One invented complaint on a subject."""
    words = generator.choice(SUBJECTS[subject].split(), 9).tolist()
    return "，".join("".join(words[at : at + 2]) for at in range(0, 9, 2)) + "。"


@pytest.fixture(scope="session")
def topics_study(tmp_path_factory):
    """A study of 120 invented complaints on four subjects, run up to the topics."""
    from govtext.build.progress import Screen
    from govtext.build.run import run_stages
    from govtext.build.study import Study

    folder = tmp_path_factory.mktemp("topics") / "study"
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "pipeline").mkdir()
    (folder / "pipeline" / "params.toml").write_text(
        "[topics]\nk = 4\nrefits = 2\nchance_refits = 2\ncompare = []\nmin_documents = 2\nmax_share = 0.6\nbootstrap = 20\n",
        encoding="utf-8",
    )
    generator = np.random.default_rng(3)
    lines = ["留言编号,留言主题,留言时间,留言详情,地区"]
    for at in range(120):
        text = made_text(generator, at % 4)
        lines.append(f"{1000 + at},反映情况,{2019 + at % 3}-0{1 + at % 9}-11,{text},{'石桥市' if at % 4 < 2 else '云溪市'}")
    (folder / "data" / "raw" / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    study = Study(folder)
    run_stages(study, ["topics"], Screen(False))
    return study
