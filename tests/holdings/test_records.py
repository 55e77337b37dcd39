"""Holdings in records of each dialect: which fields say what, and where it stands."""

from kg.holdings import Holding, read_holdings, write_span
from kg.records.record import Field, Record


def field(line: str) -> Field:
    tag, indicators, rest = line[:3], line[4:6].replace("\\", " "), line[6:]
    if not rest.startswith("$"):
        return Field(tag, "", (), line[4:])
    return Field(tag, indicators, tuple((part[0], part[1:]) for part in rest.split("$")[1:]), "")


def record(*lines: str, format_: str = "marc21", leader: str = "00000nas a2200000 a 4500") -> Record:
    return Record(format_, "iso2709", "utf-8", leader, tuple(map(field, lines)), b"")


def read(holding: Holding) -> str:
    return "; ".join(map(write_span, holding.spans))


def test_statements_stand_at_the_location_of_their_link() -> None:
    """852 and 866 of one $8 belong together; without links the field before counts."""
    linked = record("852 0\\$82$bBranch", "852 0\\$81$bMain$hH1", "866 \\0$81$av.1-10", "866 \\0$82$av.11-")
    assert [(one.location, read(one)) for one in read_holdings(linked)] == [("Branch", "v.11-"), ("Main", "v.1-10")]
    ordered = record("852 0\\$bMain", "866 \\0$av.1-10", "852 0\\$bBranch", "866 \\0$av.11-")
    assert [(one.location, read(one)) for one in read_holdings(ordered)] == [("Main", "v.1-10"), ("Branch", "v.11-")]


def test_a_copy_without_a_statement_is_a_holding_too() -> None:
    """That a library has it somewhere is kept even if it says nothing of volumes."""
    (one,) = read_holdings(record("852 0\\$bMain$hH1$i.A2"))
    assert (one.statement, one.location, one.call_number) == ("", "Main", "H1 .A2")


def test_coded_holdings_go_by_their_captions() -> None:
    """Compressed and uncompressed, with year and season as enumeration, and an end that is open."""
    compressed = record("853 20$81$av.$bno.$i(year)", "863 40$81.1$a1-17$b1-12$i1979-1995")
    assert [read(one) for one in read_holdings(compressed)] == ["v.1:no.1-v.17:no.12 (1979-1995)"]
    single = record("853 2\\$81$a(year)$b(season)", "863 \\1$81.2$a2007$b22", "863 \\1$81.1$a2007$b21")
    assert [read(one) for one in read_holdings(single)] == ["2007:spring; 2007:summer"]
    assert [read(one) for one in read_holdings(record("853 2\\$81$av.$i(year)", "863 \\0$81.1$a5-$i1990-"))] == [
        "v.5- (1990-)"
    ]


def test_a_break_that_is_no_gap_is_told_from_one_that_is() -> None:
    """$w n: nothing was published in between; $w g: it is missing."""
    lines = ("853 20$81$av.", "863 \\0$81.1$a1-3$w{}", "863 \\0$81.2$a6-8")
    texts = [read(read_holdings(record(*(line.format(code) for line in lines)))[0]) for code in "ng"]
    assert texts == ["v.1-3; not published v.4-5; v.6-8", "v.1-3; v.6-8"]


def test_remarks_on_a_statement_say_what_it_lacks() -> None:
    """A remark for staff beside one volume is of that volume, and its words are not shown."""
    (one,) = read_holdings(record("866 \\0$81$av.22:no.4  (2000),$xno.1-3 never received, v.bound w/o per selector"))
    assert read(one) == "v.22:no.4 (2000); lacks v.22:no.1-3 (2000)"
    assert "selector" not in one.statement


def test_a_remark_broken_into_fields_is_one_remark() -> None:
    """The rest of a title in parentheses is not taken for a statement."""
    found = read_holdings(record("866 \\0$81$a*Continued by:Litteratur-Blatt (Berlin,", "866 \\0$81$aGermany: 1894)"))
    assert [(one.failure, one.spans) for one in found] == [("note", ())]


def test_terms_of_a_holdings_record_are_data() -> None:
    """008/06 receipt, /08 the end of acquisition, /12 retention, /16 completeness, /20 lending."""
    fixed = "010101" + "5" + "p" + "9512" + "8" + "   " + "2" + "001" + "b" + "a" + "und" + "0" + "010101"
    (one,) = read_holdings(record(f"008 {fixed}", "004 b1", "852 0\\$bMain", leader="00000ny  a2200000 a 4500"))
    terms = one.terms
    assert (terms.receipt, terms.ended, terms.retention, terms.completeness, terms.lending) == (
        "5",
        "1995-12",
        "8",
        "2",
        "b",
    )


def test_words_say_when_a_subscription_ended() -> None:
    """A remark of the record is read as data, and is no statement."""
    text = "866 \\0$zElectronic format available; print subscription cancelled with the last issue of 2020."
    (one,) = read_holdings(record(text))
    assert (one.terms.ended, one.terms.receipt) == ("2020", "5")


def test_sudoc_and_bnf_extents_go_with_their_copy() -> None:
    """955 and what is missing (959) by the $5 of 930."""
    lines = ("930 \\\\$5FR-1$a8-Q$cTolbiac", "955 \\\\$5FR-1$rvol. 1 (1990) - vol. 12 (2001)", "959 \\\\$5FR-1$rvol. 3")
    (one,) = read_holdings(record(*lines, format_="unimarc"))
    assert (one.location, one.call_number, read(one)) == ("Tolbiac", "8-Q", "v.1-12 (1990-2001); lacks v.3")


def test_cnmarc_905_says_years_volumes_and_place() -> None:
    """The year before the volumes; a number of copies is no statement."""
    lines = ("905 \\\\$aBNU$c期刊库$dG23$v1979-1989, 1991-", "905 \\\\$aBNU$b00236515-9$dI242$e149$f2")
    serial = record(lines[0], format_="cnmarc")
    assert [(one.location, read(one)) for one in read_holdings(serial)] == [("期刊库", "1979-1989; 1991-")]
    book = record(lines[1], format_="cnmarc", leader="00000nam0 2200000   450 ")
    assert [(one.statement, one.call_number) for one in read_holdings(book)] == [("", "I242/149")]


def test_kbart_says_what_is_online_and_on_which_terms() -> None:
    """First issue, no last one: it goes on; an embargo; no lending."""
    line = "969 \\\\$2kbart$a1980-01-01$b1$mP1Y$nfulltext$lKeine Fernleihe"
    (one,) = read_holdings(record(line, "856 40$uhttps://example.org/j"))
    assert (read(one), one.carrier, one.address) == ("v.1- (1980-)", "online", "https://example.org/j")
    assert (one.terms.embargo, one.terms.depth, one.terms.lending) == ("P1Y", "fulltext", "b")
    assert read_holdings(record("969 \\\\$aLOT 10340, no. 401")) == ()
