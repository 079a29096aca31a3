"""Names of the invented district: places, roads, estates, bodies and people."""

import random
from dataclasses import dataclass


def words(text: str) -> tuple[str, ...]:
    """Split a line of words."""
    return tuple(text.split())


DISTRICT = ("990101000000", "和安区", "He'an District")

# Subdistrict → its communities, from south-west to north-east of its two columns.
SUBDISTRICTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "望湖街道",
        "Wanghu Subdistrict",
        (
            ("渔歌社区", "Yuge Community"),
            ("柳堤社区", "Liudi Community"),
            ("镜湖社区", "Jinghu Community"),
            ("桂香社区", "Guixiang Community"),
            ("望湖社区", "Wanghu Community"),
            ("书院社区", "Shuyuan Community"),
            ("听涛社区", "Tingtao Community"),
            ("荷塘社区", "Hetang Community"),
        ),
    ),
    (
        "南市街道",
        "Nanshi Subdistrict",
        (
            ("米市社区", "Mishi Community"),
            ("太平桥社区", "Taipingqiao Community"),
            ("南市社区", "Nanshi Community"),
            ("老街社区", "Laojie Community"),
            ("钟楼社区", "Zhonglou Community"),
            ("文庙社区", "Wenmiao Community"),
            ("平安里社区", "Ping'anli Community"),
            ("青砖社区", "Qingzhuan Community"),
        ),
    ),
    (
        "新桥街道",
        "Xinqiao Subdistrict",
        (
            ("新桥社区", "Xinqiao Community"),
            ("工农社区", "Gongnong Community"),
            ("锦华社区", "Jinhua Community"),
            ("晨光社区", "Chenguang Community"),
            ("银杏社区", "Yinxing Community"),
            ("晴川社区", "Qingchuan Community"),
            ("星桥社区", "Xingqiao Community"),
            ("枫林社区", "Fenglin Community"),
        ),
    ),
)

GRIDS_PER_COMMUNITY = (4, 3, 5, 4, 4, 5, 3, 4, 4, 3, 4, 3, 5, 4, 3, 4, 5, 4, 4, 3, 4, 5, 3, 4)
GRID_NAMES = ("第一网格", "第二网格", "第三网格", "第四网格", "第五网格")

# Roads along the lattice: south to north, then west to east.
ROADS_ACROSS = ("环南路", "清溪路", "和安大道", "文昌路", "北环路")
ROADS_ALONG = ("湖滨路", "柳荫路", "书院路", "钟楼路", "沿河路", "新桥路", "东环路")

LANES = words(
    "渔家弄 芦花路 柳浪巷 春堤路 镜水路 鹭影巷 桂花巷 丹桂路 望云路 临湖巷 砚池巷 墨香路 "
    "听雨巷 松涛路 荷风路 莲心弄 米行弄 粮道街 太平桥路 石埠头巷 南货街 染坊弄 竹器街 老街 "
    "钟楼横街 打铁弄 文庙前街 棋盘巷 平安里弄 豆腐弄 青砖巷 义学弄 新桥南路 桥东巷 工农路 "
    "纺机路 锦华路 织绣巷 晨光路 向阳巷 银杏路 秋实巷 晴川路 鹦鹉洲巷 星桥路 北斗巷 枫林路 霜叶巷"
)

# Estates in the order of the grids; the old town has walk-ups, the new one has towers.
ESTATES = words(
    "渔歌新村 渔歌唱晚苑 芦花公寓 水产宿舍 柳堤春晓 长堤小区 柳浪家园 "
    "镜湖花园 镜湖名邸 澄波苑 鹭岛公寓 湖畔雅居 桂香苑 丹桂小区 金桂家园 月桂里 "
    "望湖新村 望湖一品 云水居 湖景公寓 书院小区 书香门第苑 墨林雅苑 砚池新村 师专宿舍 "
    "听涛苑 松涛家园 观澜公寓 荷塘月色苑 莲花小区 荷风花园 藕香新村 "
    "米市新村 粮机宿舍 米行小区 丰登里 太平桥小区 石桥新村 船闸宿舍 "
    "南市一村 南市二村 染坊里 南货公寓 老街坊小区 竹器里 百货宿舍 "
    "钟楼新村 钟鼓里 铁匠营小区 广场公寓 邮电宿舍 文庙小区 棋盘里 泮池苑 杏坛新村 "
    "平安里 豆腐弄小区 安泰公寓 青砖里 义学小区 青瓦新村 砖桥公寓 "
    "新桥花园 桥东家园 新桥华庭 彩虹公寓 滨河名邸 工农新村 纺机一宿舍 纺机二宿舍 劳模小区 "
    "锦华苑 锦华二期 云锦名都 织绣里 晨光小区 朝晖苑 向阳新村 "
    "银杏花园 金秋家园 秋实苑 白果公寓 晴川府 历历晴川苑 芳草小区 江鸥公寓 云帆家园 "
    "星桥苑 北斗小区 天璇公寓 枫林晚苑 枫桥小区 红叶家园 霜枫华庭"
)

OLD = ("新村", "宿舍", "一村", "二村", "里", "坊小区", "营小区", "弄小区")
TOWERS = ("名邸", "一品", "华庭", "名都", "府", "公寓", "家园", "花园", "川苑", "二期")

FOUNDATION = ("jjh", "和安社区发展基金会", "He'an Community Foundation")
COMPANIES = (
    ("和顺物业服务有限公司", "Heshun Property Service"),
    ("镜湖物业服务有限公司", "Jinghu Property Service"),
    ("安邻物业管理有限公司", "Anlin Property Management"),
    ("南市房管物业服务有限公司", "Nanshi Housing Property Service"),
    ("锦华城市服务有限公司", "Jinhua City Service"),
    ("新桥物业管理有限公司", "Xinqiao Property Management"),
    ("万宁物业服务有限公司", "Wanning Property Service"),
    ("德馨物业服务有限公司", "Dexin Property Service"),
)
# societies and firms of which services are bought
SOCIETIES = (
    ("阳光社工服务中心", "Sunshine Social-work Centre"),
    ("邻里帮社区服务社", "Good Neighbours Service Society"),
    ("颐和家政服务部", "Yihe Home Services"),
)


@dataclass(frozen=True)
class Department:
    """A department of the district with the functions it is competent for."""

    code: str
    name: str
    name_en: str
    functions: tuple[str, ...]
    kind: str = "department"


DEPARTMENTS = (
    Department("zhzf", "综合行政执法分局", "Urban Management Bureau", ("urban_management",)),
    Department(
        "zj", "住房和城乡建设局", "Housing and Construction Bureau", ("housing", "planning")
    ),
    Department("sz", "市政设施管理中心", "Municipal Works Centre", ("roads", "lighting")),
    Department("hw", "环境卫生管理中心", "Sanitation Centre", ("sanitation",)),
    Department("yl", "园林绿化管理所", "Parks Office", ("greening",)),
    Department("sw", "水务管理中心", "Water Centre", ("water",)),
    Department("gd", "和安供电所", "He'an Power Supply Station", ("power",), "utility"),
    Department("rq", "和安燃气有限公司", "He'an Gas Company", ("gas",), "utility"),
    Department("tx", "通信设施联合维护站", "Telecom Maintenance Station", ("telecom",), "utility"),
    Department("xf", "消防救援大队", "Fire and Rescue Brigade", ("fire",)),
    Department("ga", "公安分局治安大队", "Public Security Brigade", ("police",)),
    Department("jj", "交警大队", "Traffic Police Brigade", ("traffic",)),
    Department("jt", "交通运输所", "Transport Office", ("transport",)),
    Department("scjg", "市场监督管理分局", "Market Supervision Bureau", ("market",)),
    Department("hb", "生态环境分局", "Ecology and Environment Bureau", ("environment",)),
    Department("mz", "民政局", "Civil Affairs Bureau", ("civil_affairs",)),
    Department("wj", "卫生健康局", "Health Bureau", ("health",)),
    Department("sf", "司法所", "Justice Office", ("justice",)),
    Department("yj", "应急管理局", "Emergency Management Bureau", ("emergency",)),
)

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴"
)
COMPOUND = ("欧阳", "司徒", "上官", "诸葛")
OLDER = words(
    "建国 桂英 秀兰 志强 玉珍 国华 淑芬 德明 金凤 福根 阿珍 水根 美娟 荣林 惠芳 永康 月琴 根宝 "
    "兰英 守义 凤仙 长发 巧云 文斌 素珍 炳荣 彩娣 宝生 佩华 家栋"
)
MIDDLE = words(
    "伟 芳 军 敏 静 勇 丽 磊 艳 涛 娟 超 霞 明 燕 斌 萍 辉 红梅 建华 晓东 海燕 志刚 丽华 国平 "
    "春梅 卫东 雪琴 立新 文娟 永刚 秋霞 学军 慧敏 振宇 玉梅"
)
YOUNGER = words(
    "子涵 雨桐 浩然 思远 梓萱 俊杰 欣怡 一鸣 佳琪 天宇 诗雨 嘉豪 可欣 明轩 若曦 泽宇 "
    "晓彤 逸飞 婉清 睿 书瑶 景行 安然 亦凡 知夏 乐天 雅婷 宇航 梦洁 昊"
)
PHONE_START = "1009901"  # 100… are services of the operators: no mobile number begins so


def full_name(luck: random.Random, *, old: float = 0.3, young: float = 0.3) -> str:
    """Make a person's name; `old` and `young` are the shares of those generations."""
    surname = luck.choice(COMPOUND) if luck.random() < 0.01 else luck.choice(SURNAMES)
    roll = luck.random()
    given = OLDER if roll < old else YOUNGER if roll > 1 - young else MIDDLE
    return surname + luck.choice(given)


def has_lift(estate: str) -> bool:
    """Whether an estate is one of towers with lifts, seen from its name."""
    return estate.endswith(TOWERS)


def is_old(estate: str) -> bool:
    """Whether an estate is an old one of walk-ups, seen from its name."""
    return estate.endswith(OLD)
