"""Believable texts of cases, as many different ones as a benchmark needs."""

import random
from collections.abc import Iterator

PLACES = ("楼道", "小区北门", "菜场门口", "公交站旁", "河道边", "学校围墙外", "地下车库", "健身角")
PLACES += (
    "沿街商铺前",
    "绿化带",
    "垃圾房旁",
    "非机动车棚",
    "电梯口",
    "人行道",
    "桥下",
    "广场东侧",
)
THINGS = ("路灯不亮", "垃圾堆放", "井盖松动", "占道经营", "噪音扰民", "污水外溢", "树枝压线")
THINGS += (
    "共享单车乱停",
    "墙面乱涂",
    "消火栓被挡",
    "飞线充电",
    "路面塌陷",
    "雨棚脱落",
    "犬只伤人",
)
THINGS += ("水管爆裂", "违章搭建", "车辆堵门", "油烟扰民", "电梯故障", "护栏损坏")
ROADS = ("罗星路", "解放东路", "人民大道", "谈公路", "晋阳路", "亭桥路", "体育南路", "玉兰路")
ROADS += ("嘉善大道", "施家路", "车站南路", "魏塘路", "中山西路", "外环南路", "子胥路", "阳光路")
TAILS = ("已经好几天了，请尽快处理。", "晚上看不清，老人走路不安全。", "昨天下雨后更严重。")
TAILS += ("附近居民反映多次，希望有人来看看。", "小孩放学要经过这里。", "影响通行，请派人处置。")


def texts(seed: int) -> Iterator[tuple[str, str, str]]:
    """Title, text and address, without end."""
    luck = random.Random(seed)
    while True:
        road, number = luck.choice(ROADS), luck.randint(1, 400)
        place, thing = luck.choice(PLACES), luck.choice(THINGS)
        floor = f"{luck.randint(1, 60)}幢{luck.randint(1, 6)}单元"
        title = f"{road}{number}号{place}{thing}"
        yield title, f"{title}，靠近{floor}，{luck.choice(TAILS)}", f"{road}{number}号{floor}"
