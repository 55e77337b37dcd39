"""The words of holdings statements: captions of levels, months, and what says that something is missing or partial."""

__all__ = ["BEFORE", "CAPTIONS", "DROPPED", "LACK", "MONTHS", "ONWARD", "OPENERS", "PARTIAL", "SERIES", "TO", "UNITS"]


def _table(**levels: str) -> dict[str, str]:
    return {word: level for level, words in levels.items() for word in words.split()}


CAPTIONS = _table(
    volume=(
        "v vs vol vols volume volumes vl volum volumul bd bde bnd band bände baende bände t tt tom tome tomes tomo"
        " tomos jg jgg jahrg jahrgang jahrgänge jaarg jaargang jaargangen årg årgang roč rocnik ročník rok svazek sv"
        " knj knjiga kn kniha année annee années an ann anno annata annate anul año ano vuosik evf évf köt cilt sayı_"
        " god год г т том тт 卷 巻 册 冊 辑 輯 集 report bk book books ed edn edition editions aufl auflage"
    ),
    issue=(
        "no nos nr nrs n num nums number numbers núm numéro numéros numero numeri nro issue issues iss h heft hefte hft"
        " č čís číslo cislo fasc fascs fascicle fascicles fascicule fascicules fas fsc vyp vypusk вып выпуск № no_ lfg"
        " lieferung lief 期 号 號 nummer nummern sayı aireamh uimhir númer зошит zeszyt z zesz ἀρ"
    ),
    whole="总第 總第 总期 總期 总 總 通卷 通巻 总号 總號 gesamtnr gesamtnummer",
    part=("pt pts part parts partie parties teil teile tl parte partes часть ч 部 部分 分册 分冊"),
    piece=(
        "reel reels fiche fiches microfiche microfiches microfilm plate plates sheet sheets map maps disc discs disk"
        " disks piece pieces pl plts box boxes 盘 盒"
    ),
    year="年 年度 nián year years jahr jahre",
    month="月 月份",
    day="日",
)
"""The level of a caption, by the word without its full stop, in small letters."""

MONTHS = {
    word: number
    for number, words in {
        1: "jan january januar jänner janv janvier enero gen gennaio leden ene ian ianuarie янв январь",
        2: "feb febr february februar févr février fév febrero febbraio únor фев февраль",
        3: "mar march märz mrz mars marzo březen мар март maart",
        4: "apr april avr avril abr abril aprile duben апр апрель",
        5: "may mai mayo maggio květen май mei",
        6: "jun june juni juin junio giugno červen июнь",
        7: "jul july juli juil juillet julio luglio červenec июль",
        8: "aug august août aout ago agosto srpen авг август augustus",
        9: "sep sept september septembre septiembre set settembre září сен сентябрь",
        10: "oct october okt oktober octobre octubre ott ottobre říjen окт октябрь",
        11: "nov november novembre noviembre listopad ноя ноябрь",
        12: "dec december dez dezember déc décembre dic diciembre dicembre prosinec дек декабрь",
        21: "spring frühjahr frühling printemps primavera jaro 春 春季",
        22: "summer sommer été verano estate léto foghar_ 夏 夏季",
        23: "autumn fall herbst automne otoño autunno podzim foghar 秋 秋季",
        24: "winter hiver invierno inverno zima 冬 冬季",
    }.items()
    for word in words.split()
}
"""Months, and the seasons as 21 to 24."""

LACK = frozenset({
    "deficient", "except", "excepting", "excluding", "falta", "faltan", "faltante", "fehlen", "fehlend",
    "fehlt", "lack", "lacking", "lacks", "lacks:", "lacuna", "lacunas", "lacune", "lacunes", "lücke", "lücken",
    "manca", "mancano", "manquant", "manque", "manquent", "missing", "ohne", "wanting", "wants", "without",
    "未收", "欠", "缺", "缺失", "缺少", "缺期", "缺藏", "除",
})  # fmt: skip
PARTIAL = frozenset({
    "earlier", "few", "fragmentary", "imp", "imperfect", "inc", "incompl", "incomplet", "incompleta",
    "incomplete", "incompleto", "incomplète", "later", "lückenh", "lückenhaft", "many", "misc", "miscellaneous",
    "part_", "partial", "scattered", "several", "some", "unvollst", "unvollständig", "不全", "有缺", "残", "残缺", "殘",
    "殘缺", "略有缺", "部分缺", "零散",
})  # fmt: skip
ONWARD = frozenset({
    "current", "date", "f", "ff", "onward", "onwards", "present", "today", "今", "以來", "以后", "以後", "以来", "现在",
    "至今", "起",
})  # fmt: skip
OPENERS = frozenset({
    "ab", "began", "beginning", "begins", "dal", "depuis", "desde", "from", "seit", "since", "started",
    "starting", "vom", "从", "自",
})  # fmt: skip
BEFORE = frozenset({
    "bis", "until", "截至",
})  # fmt: skip
TO = frozenset({
    "au", "bis", "through", "thru", "to", "à", "到", "至", "迄",
})  # fmt: skip
SERIES = frozenset({
    "f_", "folge", "n.f", "n.s", "neue", "new", "nf", "nouv", "nouv.sér", "nouvelle", "nova", "ns", "nueva",
    "nuova", "ny", "reihe", "ser", "seria", "serie", "series", "sér", "série", "řada", "复刊", "復刊", "新輯", "新辑",
})  # fmt: skip
UNITS = {
    "suppl": "supplement", "supplement": "supplement", "supplements": "supplement", "supplément": "supplement",
    "beil": "supplement", "beilage": "supplement", "beih": "supplement", "beiheft": "supplement",
    "增刊": "supplement", "副刊": "supplement", "特刊": "supplement", "special": "supplement", "sonderh": "supplement",
    "sonderheft": "supplement", "index": "index", "indexes": "index", "indices": "index", "register": "index",
    "reg": "index", "tables": "index", "索引": "index", "目录": "index",
}  # fmt: skip
DROPPED = frozenset({
    "a", "ab", "all", "also", "and", "approx", "available", "began", "beginning", "begins", "binder", "bound",
    "c", "ca", "called", "compl", "complet", "complete", "complète", "continuous", "copies", "copy", "dal",
    "de", "depuis", "der", "des", "desde", "du", "e", "et", "for", "from", "frontispiece", "full", "has",
    "have", "held", "holdings", "in", "kompl", "komplett", "library", "nd", "o", "of", "rd", "seit", "since",
    "sowie", "st", "started", "starting", "text", "th", "the", "unbound", "und", "volumes:", "vom", "von", "we",
    "with", "y", "years", "и", "从", "全", "全套", "共", "刊", "合刊", "合訂本", "合订本", "套", "完整", "收藏",
    "有", "本", "现刊",    "第", "自", "藏", "过刊", "過刊", "館藏", "馆", "馆藏", "齐全",
})  # fmt: skip
