"""Names by their sound: a key to sort by, and the initials by which people type them.

Every character is looked up once per process; whole words are only looked for where their sound
differs from that of their characters. So a list of 600,000 names takes seconds.
"""

import os
import re
from functools import cache

# words that sound otherwise than their characters do alone
WORDS = {
    "厦门": "xia men", "六安": "lu an", "六合区": "lu he qu", "重庆": "chong qing",
    "台州": "tai zhou", "天台": "tian tai", "东阿": "dong e", "大城县": "dai cheng xian",
    "蔚县": "yu xian", "蚌埠": "beng bu", "乐清": "yue qing", "长子县": "zhang zi xian",
    "番禺": "pan yu", "铅山": "yan shan", "丽水": "li shui", "吐蕃": "tu bo",
    "繁峙": "fan shi", "洪洞": "hong tong", "尉犁": "yu li", "尉迟": "yu chi",
    "万俟": "mo qi", "单于": "chan yu", "阿胶": "e jiao", "涡阳": "guo yang",
    "砀山": "dang shan", "亳州": "bo zhou", "歙县": "she xian", "黟县": "yi xian",
    "百色": "bo se", "会稽": "kuai ji", "十里堡": "shi li pu", "瓦窑堡": "wa yao bu",
    "吴堡": "wu bu", "柴沟堡": "chai gou bu", "音乐": "yin yue", "乐山": "le shan",
    "银行": "yin hang", "行政": "xing zheng", "太行": "tai hang", "重阳": "chong yang",
    "长乐": "chang le", "成长": "cheng zhang", "校长": "xiao zhang", "少数": "shao shu",
    "便民": "bian min", "高会": "gao hui", "中都": "zhong du", "成都": "cheng du",
    "首都": "shou du", "都江": "du jiang", "大厦": "da sha", "社区": "she qu",
}  # fmt: skip
# characters whose first reading in the dictionary is not the one that names of places use
PLACES = {
    "曾": "zeng", "长": "chang", "乐": "le", "石": "shi", "都": "du", "覃": "qin",
    "朝": "chao", "沈": "shen", "茄": "qie", "圩": "wei", "埔": "pu", "浦": "pu",
    "重": "chong", "行": "xing", "地": "di", "大": "da", "家": "jia", "车": "che",
    "南": "nan", "塔": "ta", "沱": "tuo", "祭": "ji", "呼": "hu", "说": "shuo",
    "嘎": "ga", "查": "cha", "红": "hong", "和": "he", "期": "qi", "蛤": "ha",
    "居": "ju", "委": "wei", "会": "hui", "合": "he", "陂": "bei", "下": "xia",
    "上": "shang", "子": "zi", "口": "kou", "场": "chang", "岗": "gang", "系": "xi",
    "藏": "zang", "佛": "fo", "尾": "wei", "什": "shi", "卡": "ka", "漯": "luo", "圈": "juan",
    "勒": "le", "柞": "zha", "坻": "di", "枞": "zong", "泌": "bi", "柏": "bai",
}  # fmt: skip
SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "区": "ou", "仇": "qiu", "查": "zha", "任": "ren",
    "朴": "piao", "翟": "zhai", "盖": "ge", "华": "hua", "缪": "miao", "覃": "qin", "冼": "xian",
    "乐": "yue", "员": "yun", "黑": "he", "秘": "bi", "繁": "po", "折": "she", "尉": "wei",
    "葛": "ge", "卜": "bu", "宓": "mi", "逄": "pang", "牟": "mu", "晁": "chao", "柏": "bai",
}  # fmt: skip
_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
# 单家庄, 解县: a surname that begins the name of a settlement
_SETTLED = re.compile(f"^([{''.join(SURNAMES)}])(?=[家庄村屯湾沟店桥楼寨集营堡县])")


@cache
def _sound(char: str) -> str:
    """The sound of one character; what has none stays as it is, without marks."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    if char in PLACES:
        return PLACES[char]
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # 40 MB that nothing here asks for
    from pypinyin import lazy_pinyin

    return "".join(c for c in lazy_pinyin(char)[0] if c.isalnum()) if char.isalnum() else ""


def syllables(name: str, *, person: bool = False) -> list[str]:
    """The sounds of a name in order; a person's begins with a surname."""
    found: list[str] = []
    settled = _SETTLED.match(name)
    if settled or (person and name[:1] in SURNAMES and name[:2] not in WORDS):
        found.append(SURNAMES[name[0]])
        name = name[1:]
    at = 0
    for word in _WORD.finditer(name):
        found += map(_sound, name[at : word.start()])
        found += WORDS[word.group()].split()
        at = word.end()
    found += map(_sound, name[at:])
    return [sound for sound in found if sound]


def keys(name: str, *, person: bool = False) -> tuple[str, str]:
    """The key to sort a name by and its initials: 南门社区 gives nanmenshequ and nmsq."""
    found = syllables(name, person=person)
    return "".join(found), "".join(sound if sound.isdigit() else sound[0] for sound in found)
