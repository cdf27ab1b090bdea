"""What kind of matter a word speaks of: 烧烤 and 油烟 are one, 车位 and 幼儿园 are two.

Two messages about one estate share its name whatever is wrong there, and two writers name one
trouble by different words. Kinds of matters, as hotlines sort them, tell both apart. The words below
were written for this project; a word of the corpus belongs to a kind when it contains one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# One kind per line: its words, blank between.
_KINDS_TEXT = """
施工 工地 打桩 泵车 混凝土 浇筑 挖机 渣土 搅拌
噪音 噪声 扰民 吵 睡不着 睡觉 休息 分贝 隔音 隔声
广场舞 音响 KTV ktv 歌厅 唱歌 酒吧 清吧 喇叭 跳舞
麻将 棋牌 赌博 打牌 游戏机 打鱼机
油烟 烧烤 餐馆 餐饮 饭店 烟道 夜宵 宵夜 餐厅 厨房 排烟 烟管
异味 臭 恶臭 废气 粉尘 扬尘 灰尘 空气 刺鼻 尾气 雾霾
污水 排污 废水 化粪池 下水道 臭水 排水 积水 内涝 堵塞
养猪 养殖 养鸡 屠宰 猪场
垃圾 环卫 保洁 脏乱差 清运 卫生死角 清扫
车位 停车费 停车场 车库 人防 地锁 停车难
违停 乱停 乱停放 违章停车 占道停车 僵尸车
占道 摆摊 摊贩 地摊 流动摊 马路市场 菜市场 农贸
违建 违章建筑 搭建 违法建设 加建 私搭 乱搭 改建 加层 雨棚 封闭
住改商 民改商 群租 商住 日租 民宿 改房 租房
质量 开裂 裂缝 漏水 渗水 渗漏 偷工减料 脱落 豆腐渣 沉降 空鼓 发霉 漏雨
精装 装修 毛坯 质价 核价 全装修 交付标准
房产证 不动产证 产权证 办证 两证 产权 栋证 土地证 登记证
交房 收房 延期 逾期交付 烂尾 停工 复工 竣工 验收
退房 退款 定金 诚意金 认筹 首付 认购 购房款 退钱 返现
预售 捂盘 开盘 摇号 价格 涨价 备案价 房价 网签
虚假宣传 欺诈 欺骗 忽悠 霸王条款 捆绑 强买强卖 误导 套路
限购 购房资格 二套 购房政策 限售 契税 首套 买房 购房
公积金 贷款 商转公 按揭 月供 组合贷
公租房 廉租房 保障房 经适房 经济适用 安置房 限价房
物业 物业费 物管 保安 门禁 物业公司
业委会 业主大会 业主委员会 选举 维修资金 公共收益
电梯 停运 困人 坠落 掉层
消防 安全通道 火灾 灭火 消防通道 消防栓
停水 水压 自来水 供水 用水 二次供水 水质 水管 水表 饮水
停电 用电 供电 电压 电表 电费 变压器 高压线 变电站 电缆 电杆
燃气 天然气 煤气 液化气 气表
供暖 暖气 供热 采暖
宽带 网络 信号 基站 流量 移动 联通 电信 话费 光纤
快递 外卖 驿站 邮政
修路 道路 路面 破损 坑洼 硬化 水泥路 沥青 白改黑 井盖 修复
打通 断头路 通车 拉通 修通 拓宽 延伸 快速路 连接线 高架 匝道 互通 隧道 大桥 过江
红绿灯 信号灯 斑马线 天桥 地下通道 人行横道 掉头 护栏 标线 路口 路标 隔离
拥堵 堵车 交通混乱 出行难 出行 车流
路灯 照明 高杆灯 不亮 昏暗 太暗
货车 大车 渣土车 飙车 超速 超载 闯红灯
公交 公交车 线路 班次 发车 末班 站台 公交站 巴士 始发
地铁 轨道 地铁站 号线 出入口 站点 磁浮
火车 高铁 城铁 城际 列车 动车 铁路 客运站 汽车站 车次
出租车 网约车 的士 滴滴 黑车 摩的
电动车 摩托车 上牌 电瓶车 牌照 禁摩
驾校 驾照 驾驶证 科目 考场 学车 学员
违章 罚款 交警 扣分 罚单 抓拍 电子警察
高速 收费站 过路费 ETC 服务区
机场 飞机 航班 航线
共享单车 共享汽车 押金
学位 学区 入学 就读 上学 划片 招生 小升初 幼升小 配套学校 小孩读书 子女
幼儿园 普惠 托管 幼教 入园
补课 有偿补课 课外 作业 辅导
学校 教师 老师 班主任 学生 校园 校长 食堂 校服 班费
学费 收费 乱收费 费用 涨价 收取 收款
实习 毕业 大学 学院 学历 文凭 考研 宿舍 寝室
考试 报名 招聘 公务员 事业单位 编制 职称 成绩 证书 资格证
培训 退费 退学费 早教 机构 课程 健身 会员卡
工资 欠薪 拖欠 农民工 薪资 工钱 劳务 血汗钱 讨薪 工程款
加班 辞退 劳动合同 调岗 离职 待遇 同工同酬 福利
社保 养老保险 退休 退休金 养老金 工龄 补缴 参保 失业
医保 报销 医疗保险 门诊 大病 透析 药品 住院费
医院 医生 看病 手术 误诊 医疗 疫苗 护士 诊所
生育 产假 津贴 二胎 计生 独生子女
低保 残疾 救助 贫困 扶贫 困难 慰问 五保 孤儿
退伍 军人 转业 士官 退役 复员
户口 落户 迁户 户籍 居住证 身份证 上户
人才 租房补贴 购房补贴 补助 补贴 奖励
拆迁 征收 征地 补偿 安置 拆除 棚改 旧城改造 回迁 失地
土地 宅基地 耕地 农田 山林 确权 自留地 林地
规划 空地 地块 开发 建设进度 选址 项目 用地
公园 绿化 绿地 绿化带 景区 树木 湿地 河道
图书馆 体育馆 文体 博物馆 球馆 游泳 健身设施
非法集资 诈骗 P2P 传销 网贷 平台 跑路 立案 受害人 投资 资金盘 理财 兑付
涉黄 卖淫 嫖 足浴 色情 按摩 会所
黑社会 恶势力 打人 殴打 打架 威胁 盗窃 治安 抢
法院 判决 起诉 执行 审理 开庭 案件
派出所 民警 警察 报案 公安
村委 村干部 支书 村支书 贪污 村民小组 集体资产 村账 贪腐
食品 变质 过期 食物 卫生许可 假冒 伪劣 假药 保健品
无证 营业执照 经营许可 非法经营 办学许可 资质 无证办学
税 发票 偷税 漏税 开票 个税
银行 信用卡 征信 存款 利息 保险
狗 犬 宠物 遛狗 流浪狗 养犬 蚊 白蚁 老鼠
采石 采砂 挖砂 矿 洗砂 砖厂 碎石
热线 回复 窗口 办事 办理 预约 政务 态度 推诿 服务中心
APP app 二维码 扫码 支付 充值 系统 公众号 一卡通 刷卡
殡葬 墓地 殡仪 灵堂 丧事 火化
养老院 养老公寓 养老中心 敬老院 养老服务
油品 加油 汽车 二手车 维修 保养 4S
旅游 导游 游客 酒店 旅行社 机票
结婚 离婚 婚姻 抚养 登记处
垄断 价格 物价 上涨
"""
KINDS_OF_MATTER = tuple(tuple(line.split()) for line in _KINDS_TEXT.strip().splitlines())


def kinds_of(vocabulary: list[str]) -> sparse.csr_matrix:
    """Return words × kinds of matters, 1 where the word contains a word of the kind.

    Args:
        vocabulary: the words.
    """
    keys: dict[str, list[int]] = {}
    for kind, words in enumerate(KINDS_OF_MATTER):
        for word in words:
            keys.setdefault(word, []).append(kind)
    longest = max(map(len, keys))
    rows, columns = [], []
    for row in _holding(keys, vocabulary):
        word = vocabulary[row]
        found = {
            kind
            for first in range(len(word))
            for last in range(first + 1, min(len(word), first + longest) + 1)
            for kind in keys.get(word[first:last], ())
        }
        rows += [row] * len(found)
        columns += sorted(found)
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(len(vocabulary), len(KINDS_OF_MATTER)))


def _holding(keys: Iterable[str], vocabulary: Sequence[str]) -> list[int]:
    """Return which words may contain one of some keys: those that hold its first two characters in a row."""
    begins = np.cumsum([0, *(len(word) + 1 for word in vocabulary)])
    codes = np.frombuffer("\n".join([*vocabulary, ""]).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    alone = np.array([ord(key) for key in keys if len(key) == 1], dtype=np.int64)
    pairs = np.array([ord(key[0]) << 21 | ord(key[1]) for key in keys if len(key) > 1], dtype=np.int64)
    there = np.isin(codes, alone)
    there[:-1] |= np.isin(codes[:-1] << 21 | codes[1:], pairs)
    held: list[int] = np.unique(np.searchsorted(begins, np.flatnonzero(there), side="right") - 1).tolist()
    return held


def weighed_kinds(counts: sparse.csr_matrix, kinds: sparse.csr_matrix) -> NDArray[np.float32]:
    """Return texts × kinds, ln(1 + how often a text speaks of a kind).

    Args:
        counts: texts × words.
        kinds: words × kinds, from `kinds_of`.
    """
    return np.log1p(np.asarray((counts @ kinds).todense(), dtype=np.float32))
