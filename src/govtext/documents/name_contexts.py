"""What stands before and behind names: weights of words, in the units of the model (natural logarithms)."""

from __future__ import annotations

from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# words that announce a name
INTRODUCING = _words(
    "我叫 我叫做 本人叫 俺叫 名叫 叫做 叫作 名字叫 名字是 名字为 名字叫做 名为 姓名 姓名是 真名 真名叫 本名 原名 "
    "全名 大名 署名 落款 签名 签名人 签字 签字人 签字的 签名的 签章 户名 实名 名字 唤作 我名 名唤 此人叫 名讳"
)
# roles, kinship and posts; before a name, or between it and a colon
ROLES = _words(
    "联系人 联络人 联系 联络 投诉人 举报人 反映人 反应人 申请人 当事人 来信人 信访人 写信人 上访人 求助人 诉求人 "
    "来电人 留言人 咨询人 被投诉人 被举报人 投诉对象 举报对象 反映对象 代表人 代理人 委托人 受托人 法人代表 "
    "法定代表人 法人 负责人 经办人 责任人 承包人 实际控制人 控制人 户主 业主代表 村民代表 居民代表 职工代表 "
    "家长代表 业主 村民 居民 市民 群众 社员 患者 病人 死者 逝者 伤者 被告 被告人 原告 原告人 受害人 受害者 被害人 "
    "嫌疑人 犯罪嫌疑人 房主 车主 船主 房东 租客 租户 收件人 寄件人 收货人 发货人 持卡人 参保人 投保人 被保险人 "
    "学生 考生 家长 学员 监护人 见证人 证人 证明人 邻居 同事 同学 战友 老乡 亲戚 朋友 网友 好友 友人 包工头 工头 "
    "承包商 开发商 老板 老板娘 中介 经纪人 驾驶员 司机 收款人 付款人 借款人 贷款人 担保人 保证人 债务人 债权人 "
    "投资人 丈夫 妻子 老公 老婆 爱人 儿子 女儿 父亲 母亲 爸爸 妈妈 哥哥 弟弟 姐姐 妹妹 大哥 二哥 大姐 二姐 大嫂 "
    "弟媳 弟妹 爷爷 奶奶 外公 外婆 姥姥 姥爷 岳父 岳母 公公 婆婆 儿媳 儿媳妇 女婿 孙子 孙女 外孙 外孙女 侄子 侄女 "
    "外甥 外甥女 大伯 二伯 叔叔 伯父 伯母 舅舅 舅妈 姑姑 姑父 姑妈 姨妈 姨父 堂弟 堂哥 堂妹 堂姐 表弟 表哥 表妹 "
    "表姐 嫂子 配偶 男友 女友 男朋友 女朋友 未婚夫 未婚妻 前夫 前妻 亡夫 亡妻 继父 继母 养父 养母 妹夫 姐夫 连襟 "
    "妯娌 长子 次子 长女 次女 孩子 小孩 先父 先母 家父 家母 犬子 同村 同组 邻村 隔壁 对门 楼上 楼下 签字的是 "
    "签名的是 经手的是 负责的是 办事的是 接待的是 动手的是 当时是 带头的是 带队的是 来的是 值班的是 合伙人 股东 "
    "纳税人 缴费人 报案人 报警人 失主 失踪人 老人 老太太 老大爷 老汉 男子 女子 小伙子 姑娘 青年 农民 农民工 民工 "
    "工友 工人 退休工人 退伍军人 退役军人 军人 残疾人 低保户 贫困户 五保户 种植户 养殖户 承租人 出租人 买方 卖方 "
    "甲方 乙方 买受人 出卖人 受益人 继承人 被继承人 通讯员 记者 编辑 作者 摄影 发言人 主持人 介绍人 推荐人 候选人 "
    "当选人 职工 员工 下属 领班 会员 党员 团员 队员 选手 嘉宾 歹徒 凶手 打人者 肇事者 肇事司机 车手 骑手 外卖员 "
    "快递员 送货员 保安 保洁 保洁员 保姆 护工 月嫂 门卫 收费员 售票员 售货员 收银员 营业员 服务员 理发师 厨师 电工 "
    "水电工 木工 瓦工 焊工 工程师 设计师 技术员 施工员 监理 质检员 安全员 资料员 造价师 会计 出纳 财务 文员 秘书 "
    "助理 联络员 协管员 管理员 网格员 楼栋长 楼长 楼道长 单元长 辅导员 宿管 生活老师 教练 教官 导游 领队 船长 机长 "
    "列车长 村医 校医 主治医生 主刀医生 接诊医生 主刀 大夫 药师 药剂师 助产士 民警 辅警 交警 协警 警员 片警 户籍警 "
    "特警 狱警 法警 审判员 审判长 书记员 陪审员 执行员 公证员 调解员 评估师 拍卖师 鉴定人 鉴定员 检验员 检查员 "
    "执法人员 执法员 稽查员 工作人员 办事员 办事人员 窗口人员 经办 经手人 接线员 接待员 话务员 客服 客服人员 "
    "业务员 业务经理 推销员 销售员 销售 置业顾问 顾问 承办人 承办法官 主办 分管领导 主管领导 包村干部 驻村干部 "
    "村干部 镇干部 乡干部 街道干部 社区干部 干部 干事 科员 公务员 前任 现任 原任 时任 现由 继任 房客 店主 店长 "
    "摊主 摊贩 货主 船东 东家 雇主 雇员 家属 亲属 法定监护人 近亲属 死者家属 弟兄 兄弟 兄长 姊妹 老母亲 老父亲 "
    "老伴 小舅子 小姨子 大舅哥 校友 室友 舍友 班长 学习委员 团支书 课代表 三好学生 学弟 学妹 师兄 师姐 师弟 师妹 "
    "导师 徒弟 师父 恩人 好人 好心人 救人者 英雄 烈士 老兵 老党员 老干部 被访人 受访者 申诉人 上诉人 被上诉人 "
    "被申请人 被执行人 申请执行人 失信人 复议人 听证人 陈述人 复核人 审核人 审批人 批准人 制表人 填表人 填报人 "
    "登记人 记录人 记录 校对 审核 制表 经办民警 处警民警 出警民警 责任编辑 收信人 寄信人 收款方 付款方 开户人 "
    "开户名 账户名 持有人 权利人 产权人 所有人 使用人 抬头 发票抬头 车辆所有人 被授权人 授权人 紧急联系人 家庭成员 "
    "家人 家长姓名 学生姓名 患者姓名 孩子姓名 父亲姓名 母亲姓名 户主姓名 报名人 应聘人 考生姓名 人事 物管 代驾 "
    "老大 老二 老三 老幺 女孩 男孩 学霸 组员 护理员 操作工 二房东 大房东 前台 店员 收银 跟单 主播 博主 群主 楼管 "
    "填写人 填报 报告人 嫌犯 疑犯 逃犯 歹人 伤员 产妇 孕妇 婴儿 新生儿 遗孀 孙媳 大爷 大妈 大娘 大叔 教授 博士 "
    "硕士 学者 专家 经济师 承包者 举报者 投诉者 求助者 信访者 咨询者 反映者 来电者 来信者 受访人 当班 值班员 "
    "值班领导 带班 带队 股长 庭长"
)
# titles: before a name and behind one
TITLES = _words(
    "先生 女士 小姐 同志 同学 师傅 大爷 大妈 大姐 大哥 大叔 大婶 大娘 阿姨 叔叔 奶奶 爷爷 老师 教师 教授 副教授 "
    "医生 大夫 护士 护士长 律师 会计 法官 检察官 警官 民警 警察 辅警 交警 城管 书记 副书记 主任 副主任 局长 副局长 "
    "科长 副科长 处长 副处长 厅长 副厅长 部长 副部长 队长 副队长 所长 副所长 校长 副校长 院长 副院长 园长 副园长 "
    "经理 总经理 副经理 副总经理 副总 董事长 董事 站长 副站长 镇长 副镇长 乡长 副乡长 村长 副村长 村主任 村支书 "
    "支书 组长 副组长 社长 会长 副会长 理事长 理事 馆长 行长 副行长 主席 副主席 市长 副市长 县长 副县长 区长 "
    "副区长 省长 副省长 州长 专员 干事 干部 村干部 网格员 客服 老板 总监 主管 班主任 业务员 工作人员 教练 技师 "
    "工程师 厂长 副厂长 车间主任 总工 大队长 中队长 支队长 小队长 生产队长 教导员 指导员 政委 司令 军长 团长 营长 "
    "连长 排长 班长 委员 常委 秘书 秘书长 巡视员 调研员 督导员 代表 出纳 文书 妇女主任 治保主任 民兵连长 村医 校医 "
    "店长 领班 掌柜 驾驶员 司机 保安 保洁 导游 记者 编辑 股长 副股长 庭长 副庭长 审判长 审判员 书记员 检察长 警长 "
    "关长 台长 总编 主编 社工 园丁 家长 妈妈 爸爸 一家 夫妇 夫妻 父子 母子 母女 父女 兄弟 姐妹 本人 等人 等三人 "
    "等五人 等户 等村民 等业主 一人 两人 二人 三人 一案 的家属 的家人 的爱人 之子 之女 之妻 之夫 之父 之母 之兄 "
    "之弟 小朋友 老人 老汉 等职工 一户 两口子 夫妻俩 父子俩 科员 老先生 太太 个人账户"
)
# verbs and particles in front of persons
TAKING = _words(
    "找 问 请 让 叫 由 被 把 给 跟 向 对 和 与 及 同 为 见 告 托 派 选 举 推荐 推选 选举 认识 举报 投诉 感谢 表扬 "
    "通知 联系 转交 咨询 委托 代表 起诉 拜访 求 找到 碰到 遇到 遇见 看到 看见 见到 听 听到 据 经 以及 还有 包括 "
    "例如 比如 尤其是 特别是 其中 就是 只有 除了 连 替 帮 帮助 陪 送 接 骂 打 打伤 撞 撞伤 害 骗 欠 借给 借 交给 "
    "转给 付给 卖给 租给 告诉 联系到 询问 请教 任命 提拔 处分 控告 状告 检举 实名举报 严惩 查处 抓捕 逮捕 感激 "
    "致电 知道 认得 怀疑 严查 自称 代 惩治 开除 撤换 曝光 揭发 控诉 冤枉 转告 答复 回复 等 嫁给 娶 抚养 照顾 冒用 "
    "冒充 以 约谈 责成 给予 关于 针对 为何 为什么 凭什么 管管 是不是 是否 转 而是 都是 不是 收到 签字的 处理 追究 "
    "调查 询问了 走访 回访 联系了 面见 控制 拘留 传唤 判处 判决 聘请 雇 雇佣 任用 委派 接替 接任 取代 辱骂 殴打 "
    "威胁 恐吓 欺骗 蒙骗 隐瞒 包庇 袒护 纵容 属于 归 取名 改名 更名 冒名"
)
SELF = _words(
    "我是 本人 我系 我乃 俺是 本人是 本人系 这里是 我就是 自己是 兹有 现有 今有 反映者是 我们是 敝人 鄙人 学生 晚辈"
)
# what persons do, and what is told of them
DOING = _words(
    "说 称 讲 表示 告诉 告知 答应 承认 拒绝 要求 承诺 声称 回复 解释 回答 反映 认为 觉得 负责 接待 带领 带 打电话 "
    "打 骂 来 去 签 收 拿 欠 把 将 给 也 却 就 都 已 已经 一直 曾 曾经 从 在 于 因 因为 今年 去年 现年 现在 现 系 "
    "是 家 家里 家的 家住 住 住在 居住 电话 手机 身份证 联系电话 性别 年龄 出生 生于 汉族 男 女 先后 多次 当场 "
    "亲自 亲口 动手 威胁 带着 带人 跑 走 跑路 失联 去世 死亡 病故 受伤 住院 起诉 申请 办理 购买 承包 担任 任 作为 "
    "利用 私自 擅自 伙同 以 用 收了 占 强占 侵占 霸占 贪污 违规 违法 违纪 指使 组织 代表 同意 不同意 不 没 没有 还 "
    "又 再 则 与 和 跟 同 被 让 叫 向 对 找 等 参加 毕业 从事 工作 务农 退休 下岗 离婚 结婚 等待 推 推脱 推诿 敷衍 "
    "态度 名下 本人 自己 此人 这个人 拖欠 涉嫌 提供 通知 建议 安排 派 拨打 愿意 不肯 不让 不给 只 只是 刚 刚刚 "
    "正在 正 可以 可 能 会 要 想 应 应该 必须 需要 据说 至今 的 说的 打来 过来 出面 带头 主持 牵头 反应 批准 签字 "
    "盖章 收到 收取 交 交了 转 转给 借 借走 骗 骗走 偷 抢 撞 撞了 撞伤 开 开车 驾驶 骑 上 下 到 到了 到场 进 出 回 "
    "回来 回家 看 看到 听 知道 不知 干 做 兼 兼任 接 接手 接任 调 调走 升 升任 当 当了 当选 卸任 离职 辞职 免职 "
    "被免 被抓 被打 得 患 患有 生病 瘫痪 残疾 缴 缴费 买 卖 租 住进 搬 搬走 闹 诉 报 报案 报警 上访 信访 写 发 "
    "发来 留 留下 提 提出 答 答复 查 查看 审批 审核 管 管理 分管 主管 处理 协调 解决 落实 核实 调查 处 手里 手上 "
    "那里 那儿 这种人 这样的人 仗着 任内 任期 当年 生前 死后 退休后 酒后 醉酒 逃逸 落网 失踪 走失 走丢 遇害 溺水 "
    "摔伤 骨折 大出血 说了算 允诺 谎称 辱骂 阻挠 阻拦 阻止 刁难 索要 收受 行贿 受贿 挪用 伪造 冒充 威逼 恐吓 敲诈 "
    "勒索 殴打 砸 拆 占道 圈占 转租 出租 变更 过户 继承 赡养 抚养 来信 来电 致电 超载 酒驾 停职 停课 撤职 开除 "
    "处分 警告"
)
# behind a place or an organisation's name, not a person's
PLACES = frozenset(
    "路街巷村镇苑园府里湾庄屯乡县区市厂店楼广站寺湖河山岛港州省组队社坝塘坪冲坡岭沟井厦阁居院馆堂渠闸堤"
)
WATERS_AND_HILLS = frozenset("山湖河江海洋林泉川溪峰洲庭轩亭湾潭浦岛")
ORGANISATIONS = _words(
    "地产 公司 集团 小区 花园 大厦 广场 宾馆 酒店 学校 中学 小学 大学 医院 社区 水岸 国际 置业 物业 建设 投资 幼儿 "
    "超市 商城 家园 科技 教育 文化 传媒 饭店 餐馆 诊所 药店 大药 公寓 公园 新村 新城 名城 名都 豪庭 山庄 别墅 大道 "
    "大桥 水库 机场 火车 地铁 车站 中心 市场 工业 实业 商贸 贸易 汽车 电器 房产 制药 酒业 食品 服饰 家具 家居 装饰 "
    "装修 培训 英语 驾校 技校 银行 保险 证券 基金 烧烤 火锅 面馆 米粉 快餐 奶茶 水果 批发 门诊 牙科 眼科 口腔 美容 "
    "美发 健身 网吧 影院 影城 旅行 旅社 宾 祠堂 故居 纪念 书店 书院 讲坛 杯 牌 "
    "时代 公馆 华府 华庭 雅苑 佳苑 名苑 嘉苑 嘉园 佳园 名邸 御府 御园 豪园 半岛 星城 尚城 尚苑 印象 壹号 新居 新苑 楼盘"
)
# the last characters of words for people: 快递员, 合伙人, 护工
PERSON_ENDS = frozenset("妇员人工师长夫者友生客主医妻婆妹弟哥姐叔伯姨嫂父母媳练警官侄孙伴婿户兵商汉")
# those of which hardly any other word ends
SURE_ENDS = frozenset("员师哥姐嫂婿媳婆户兵叔伯姨姑舅婶爷奶妈爸娘爹")
MARKS = frozenset(" :：　\xa0\t（(“\"是为叫即")


@lru_cache(maxsize=1)
def _left_words() -> dict[str, str]:
    kinds = (("taking", TAKING), ("self", SELF), ("title", TITLES), ("role", ROLES), ("introducing", INTRODUCING))
    return {word: kind for kind, words in kinds for word in words}


@lru_cache(maxsize=1)
def _right_words() -> dict[str, str]:
    kinds = (("doing", DOING), ("organisation", ORGANISATIONS), ("title", TITLES))
    return {word: kind for kind, words in kinds for word in words}


@lru_cache(maxsize=1)
def _left_lengths() -> dict[str, tuple[int, ...]]:
    """Last character → lengths of the words that end so, the longest first: most characters end none."""
    found: dict[str, set[int]] = {}
    for word in _left_words():
        found.setdefault(word[-1], set()).add(len(word))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}


def word_before(text: str, at: int) -> tuple[str, str]:
    """Return the longest known word that ends at a place and its kind, or ("", "")."""
    lengths = _left_lengths().get(text[at - 1 : at])
    if lengths:
        words = _left_words()
        for length in lengths:
            if length <= at:
                word = text[at - length : at]
                if word in words:
                    return word, words[word]
    return "", ""


@lru_cache(maxsize=1)
def _right_lengths() -> dict[str, tuple[int, ...]]:
    """First character → lengths of the words that begin so, the longest first."""
    found: dict[str, set[int]] = {}
    for word in _right_words():
        found.setdefault(word[0], set()).add(len(word))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}


def word_behind(text: str, at: int) -> tuple[str, str]:
    """Return the longest known word that begins at a place and its kind, or ("", "")."""
    words = _right_words()
    for length in _right_lengths().get(text[at : at + 1], ()):
        word = text[at : at + length]
        if word in words:
            return word, words[word]
    return "", ""
