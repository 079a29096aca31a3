"""Codes of national standards, as they stand on forms of the state."""

from liren.kernel.base.choices import TextChoices, _


class Sex(TextChoices):
    """GB/T 2261.1-2003."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Marital(TextChoices):
    """GB/T 2261.2-2003."""

    SINGLE = "10", _("未婚")
    MARRIED = "20", _("已婚")
    FIRST = "21", _("初婚")
    AGAIN = "22", _("再婚")
    RESUMED = "23", _("复婚")
    WIDOWED = "30", _("丧偶")
    DIVORCED = "40", _("离婚")
    UNSTATED = "90", _("未说明")


MARRIED = frozenset({Marital.MARRIED, Marital.FIRST, Marital.AGAIN, Marital.RESUMED})


class Work(TextChoices):
    """GB/T 2261.4-2003; 80 is taken for the retired, since the printed table repeats 90."""

    CIVIL = "11", _("国家公务员")
    PROFESSIONAL = "13", _("专业技术人员")
    CLERK = "17", _("职员")
    MANAGER = "21", _("企业管理人员")
    WORKER = "24", _("工人")
    FARMER = "27", _("农民")
    STUDENT = "31", _("学生")
    SOLDIER = "37", _("现役军人")
    FREELANCER = "51", _("自由职业者")
    SELF_EMPLOYED = "54", _("个体经营者")
    JOBLESS = "70", _("无业人员")
    RETIRED = "80", _("退（离）休人员")
    OTHER = "90", _("其他")


class Relation(TextChoices):
    """How somebody stands to the head of the household (GB/T 4761-2008)."""

    HEAD = "02", _("户主")
    SPOUSE = "10", _("配偶")
    SON = "20", _("子")
    DAUGHTER = "30", _("女")
    SON_IN_LAW = "28", _("女婿")
    DAUGHTER_IN_LAW = "38", _("儿媳")
    GRANDCHILD = "40", _("孙子女、外孙子女")
    PARENT = "50", _("父母")
    PARENT_IN_LAW = "54", _("公婆、岳父母")
    GRANDPARENT = "60", _("祖父母、外祖父母")
    SIBLING = "70", _("兄弟姐妹")
    KIN = "90", _("其他亲属")
    NONE = "99", _("非亲属")


_NATIONS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 "
    "佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 "
    "普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 "
    "门巴 珞巴 基诺"
)
# names of peoples are proper names: the same in both languages (GB/T 3304-1991)
NATIONS: dict[str, str] = {
    **{f"{n:02d}": f"{name}族" for n, name in enumerate(_NATIONS.split(), start=1)},
    "97": "其他",
    "98": "外国血统",
}


class Paper(TextChoices):
    """By which paper somebody is known."""

    RESIDENT = "resident", _("居民身份证")
    PASSPORT = "passport", _("护照")
    HMT = "hmt", _("港澳台居民居住证、通行证")
    NONE = "none", _("暂无证件")
