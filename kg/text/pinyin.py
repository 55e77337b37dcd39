"""Pinyin of Chinese text without tones, and the division of written pinyin into syllables.

ü is written u throughout (lü, lv and lu are one), since catalogues and readers write it in all three ways.
"""

import re
import unicodedata
from functools import cache, lru_cache

import rjieba
from pypinyin import lazy_pinyin

from kg.text.fold import HAN, fold, is_han, representative

__all__ = ["initials", "is_english", "pinyin", "split_pinyin", "syllable_runs"]

_SYLLABLES = frozenset(
    """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai
chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo
da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan
fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han
hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju
juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei
leng li lia lian liang liao lie lin ling liu lo long lou lu luan lue lun luo ma mai man mang mao me mei men meng mi mian
miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan
nue nuo o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing
qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha
shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun
suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi
xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za
zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui
zhun zhuo zi zong zou zu zuan zui zun zuo
""".split()
)
# Common words of Western languages that could be read as pinyin: alone they are not taken for it.
_ENGLISH = frozenset(
    """
ago bake banana bane bang base be because became bone bono cake cane canine case cause change china code cone cope cuba
cube cure dance date debate decade define deluge die do dose due dude dune duo fade fan fang fate fame finance fine fuse
game gang garden gate gene genuine gene give go gone guide guise hang he hide hire home hope house huge human hundred
ice imagine in inside japan juan jungle june kata lake lane late latin long lose love lune machine made magazine maine
make male man mane mango manila many mare marine mate me men menu message mice mine mode more mouse move music nature ne
name nation nine none nose note nude on one opera page panama pane paper peace pen pie pile pin pine pole pope pose rage
range rate re realize regime renaissance rename rise role romance rose rule rune sane san sauce save science se sea
search see self sense series she shine size some song state stone strange sun table take tale tan the there they those
to tone top tune use van wage wake wan wane we wine wing woman women wonder write yes you yin ping pang pan lie ran can
ban bin bun den din fin fun gin gun hen pun ten tin ting wen wo mao la le les de des du en un une il lo li los las di da
""".split()
)

_SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "曾": "zeng", "单": "shan", "解": "xie",
    "仇": "qiu", "查": "zha", "盖": "ge", "区": "ou", "朴": "piao", "覃": "qin", "乐": "yue", "翟": "zhai", "缪": "miao",
    "员": "yun", "折": "she", "种": "chong", "冼": "xian", "秘": "bi", "召": "shao", "隗": "wei", "繁": "po", "句": "gou",
    "谌": "chen", "祭": "zhai", "晟": "cheng", "於": "yu", "薄": "bo", "都": "du", "么": "yao", "能": "nai", "任": "ren",
    "葛": "ge", "宁": "ning", "柏": "bai", "沈": "shen", "纪": "ji", "郗": "xi", "牟": "mu", "贾": "jia", "褚": "chu",
    "瞿": "qu", "臧": "zang", "卜": "bu", "洗": "xian", "逄": "pang", "阙": "que", "车": "che", "石": "shi", "黑": "he",
}  # fmt: skip

_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<latin>[a-z]+)|(?P<break>[^\W_])")
_LONGEST_WORD = 48
_MOST_DIVISIONS = 6


def pinyin(text: str, *, name: bool = False) -> str:
    """Return the text with its Chinese characters as toneless syllables, folded; a `name` begins with a surname."""
    parts = re.split(f"([{HAN}]+)", _for_reading(text))
    read = [" ".join(_han_syllables(part, name=name)) if at % 2 else fold(part) for at, part in enumerate(parts)]
    return " ".join(filter(None, read))


def syllable_runs(text: str, *, name: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the stretches of the text that can be read as pinyin, each as its syllables.

    Chinese characters count as their readings, romanised words as what they spell. Where a character is read otherwise
    as a surname, that reading follows as a stretch of its own (for a `name` it is the only one).
    """
    pieces = [(match.lastgroup, match.group()) for match in _PIECE.finditer(_for_reading(text))]
    found = _runs(pieces, surname=name)
    if not name and any(char in _SURNAMES for kind, piece in pieces if kind == "han" for char in piece):
        found += [run for run in _runs(pieces, surname=True) if run not in found]
    return tuple(found)


def initials(run: tuple[str, ...]) -> tuple[str, ...]:
    """Return the initials by which a stretch of syllables may be asked for: of all of it, and of its beginnings."""
    whole = "".join(syllable[0] for syllable in run)
    if len(whole) < 2:
        return ()
    return tuple(dict.fromkeys([whole[:20], *(whole[:length] for length in range(3, min(len(whole), 9)))]))


@lru_cache(maxsize=50_000)
def split_pinyin(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to divide a folded word into legal syllables, the one with the fewest first; () if there is none.

    >>> split_pinyin("fangan")
    (('fang', 'an'), ('fan', 'gan'))
    """
    spelled = re.sub(r"(?<=[ln])v", "u", word)
    if not spelled.isascii() or not spelled.isalpha() or len(spelled) > _LONGEST_WORD:
        return ()
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(spelled) + 1)]
    ways[len(spelled)] = [()]
    for at in range(len(spelled) - 1, -1, -1):
        for length in range(min(6, len(spelled) - at), 0, -1):
            if spelled[at : at + length] in _SYLLABLES:
                ways[at].extend((spelled[at : at + length], *rest) for rest in ways[at + length])
        ways[at] = sorted(ways[at], key=len)[:_MOST_DIVISIONS]
    return tuple(ways[0])


def is_english(word: str) -> bool:
    """Return whether the folded word is rather a common Western word than pinyin."""
    return word in _ENGLISH


def _runs(pieces: list[tuple[str | None, str]], *, surname: bool) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    run: list[str] = []
    for kind, piece in [*pieces, ("break", "")]:
        syllables = _read(kind, piece, surname=surname)
        run.extend(syllables)
        if not syllables:
            found.append(tuple(run))
            run = []
    return [run for run in dict.fromkeys(found) if run]


def _read(kind: str | None, piece: str, *, surname: bool) -> tuple[str, ...]:
    if kind == "han":
        return _han_syllables(piece, name=surname)
    return next(iter(split_pinyin(piece)), ()) if kind == "latin" else ()


def _han_syllables(run: str, *, name: bool) -> tuple[str, ...]:
    found = [syllable for word in rjieba.cut(run) for syllable in _word_syllables(word)]
    if name and len(found) == len(run):
        for surname, reading in _SURNAMES.items():
            at = run.find(surname)
            if at >= 0:
                found[at : at + len(surname)] = reading.split()
    return tuple(found)


@lru_cache(maxsize=100_000)
def _word_syllables(word: str) -> tuple[str, ...]:
    return tuple(syllable.replace("v", "u") for syllable in lazy_pinyin(word, errors="ignore"))


def _for_reading(text: str) -> str:
    """Return the text folded for reading: a variant becomes its representative only where both are read alike.

    乾 of 乾隆 (qian) must not become 干 (gan); 長 must become 长, since the tables of phrases are in simplified characters.
    """
    normal = unicodedata.normalize("NFKC", text)
    if not is_han(normal):
        return fold(normal)
    return normal.translate(_reading_table())


class _ReadingTable(dict[int, str]):
    """What each character becomes before it is read."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if is_han(char):
            other = representative(char)
            alike = other == char or lazy_pinyin(other) == lazy_pinyin(char)
            self[code] = other if alike else char
        else:
            self[code] = fold(char) or " "
        return self[code]


@cache
def _reading_table() -> _ReadingTable:
    return _ReadingTable()
