"""`lianmu authorities`: counts, the doubtful headings, and verdicts that hold after the next publication."""

from typing import Any

from click.testing import CliRunner

from kg.cli.program import program


def lianmu(*arguments: object) -> str:
    result = CliRunner().invoke(program, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_verdict_links_a_name_that_was_doubtful(shelf: Any, make: Any) -> None:
    """The queue lists 王伟; once a person says who that is, the queue is empty and the heading linked."""
    wang = make["authority"]("w1", ("100", "1 ", "a", "王伟"))
    shelf.load("A", wang, make["bib"]("1", "机械设计", ("100", "1 ", "a", "王伟")))
    shelf.publish()
    folder = ("--catalogue", shelf.site.directory)
    lines = lianmu("authorities", "review", "--tsv", *folder).splitlines()
    assert len(lines) == 2
    _, heading, work, authority, *_ = lines[1].split("\t")
    assert (heading, authority) == ("王伟", "A/w1")
    lianmu("authorities", "judge", work, heading, authority, "same", *folder)
    shelf.publish()
    assert len(lianmu("authorities", "review", "--tsv", *folder).splitlines()) == 1
    assert [link.heading for link in shelf.links()] == ["王伟"]
    assert shelf.catalogue.audit_table.actions() == ["judge"]


def test_unsure_leaves_the_pair_in_the_queue(shelf: Any, make: Any) -> None:
    """Nothing is linked, and it comes last."""
    wang = make["authority"]("w1", ("100", "1 ", "a", "王伟"))
    shelf.load("A", wang, make["bib"]("1", "机械设计", ("100", "1 ", "a", "王伟")))
    shelf.publish()
    (doubt,) = shelf.links("doubtful")
    lianmu("authorities", "judge", doubt.work, "王伟", "A/w1", "unsure", "--catalogue", shelf.site.directory)
    shelf.publish()
    assert [link.state for link in shelf.links("doubtful")] == ["doubtful"]
