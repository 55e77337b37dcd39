"""The page of an edition's holdings: bars, the answer to a question, gaps, the file, and what stays inside."""

from flask.testing import FlaskClient

PAGE = "/instance/i-people/holdings"


def test_each_library_has_a_bar_with_its_years_in_words(client: FlaskClient) -> None:
    """The drawing says in words what it shows, gaps included; print and online stand apart."""
    text = client.get(f"{PAGE}?lang=en").text
    assert 'aria-label="Years held: 1993–1994, 1996–2004"' in text
    assert text.index("In print") < text.index("Online")
    assert "Missing: v.3" in text


def test_a_question_is_answered_by_library(client: FlaskClient) -> None:
    """Who has it, who surely has not; a library without that volume but with its year has it."""
    text = client.get(f"{PAGE}?volume=3&year=1995&issue=2&lang=en").text
    answer = text[text.index('id="answer"') : text.index("</section>", text.index('id="answer"'))]
    assert (
        answer.index("Has it<") < answer.index("/member/LC") < answer.index("Has it not") < answer.index("/member/NLC")
    )


def test_gaps_are_listed_with_who_can_fill_them(client: FlaskClient) -> None:
    """As a table on the page."""
    text = client.get(f"{PAGE}?lang=zh").text
    assert "各馆可以互相补齐的" in text
    assert 'href="/instance/i-people/gaps.tsv"' in text


def test_the_file_of_gaps_has_nothing_that_may_not_be_passed_on(client: FlaskClient) -> None:
    """The online holdings of the sample are restricted: the page shows them, the file does not name them."""
    response = client.get("/instance/i-people/gaps.tsv")
    assert response.content_type.startswith("text/tab-separated-values")
    assert response.text.splitlines()[1:] == ["NLC\tprint\t\tv.3\tLC\t"]


def test_what_is_no_number_is_not_asked(client: FlaskClient) -> None:
    """Neither words nor signs in the address are an error."""
    assert client.get(f"{PAGE}?volume=drop&year=%27").status_code == 200


def test_an_unknown_edition_has_no_holdings(client: FlaskClient) -> None:
    """No page and no file."""
    assert [client.get(f"/instance/nothing/{name}").status_code for name in ("holdings", "gaps.tsv")] == [404, 404]


def test_the_page_of_a_serial_leads_to_its_holdings(client: FlaskClient) -> None:
    """Only where a library says what it has."""
    assert PAGE in client.get("/instance/i-people").text
    assert "/holdings" not in client.get("/instance/i-tempest").text
