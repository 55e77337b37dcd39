"""How a download is answered: headers that tell what is in it, and what is said when there is nothing to give."""

from typing import NamedTuple

from flask import Response
from werkzeug.exceptions import NotFound

from portal.downloads.files import Made, chunks, digest
from portal.reading import WithheldError
from portal.representation import content_type

__all__ = ["Told", "answer"]

_CACHE_SECONDS = 300


class Told(NamedTuple):
    """What an answer tells of itself: the name of the file before its dot, and how many editions were found.

    `location` is the path at which this file alone is, where it has one; `found` is 0 where nothing was searched.
    """

    name: str
    found: int = 0
    location: str = ""


def answer(made: Made, told: Told) -> Response:
    """Return the file as an attachment; raise WithheldError if none of it may be passed on, NotFound if it is empty."""
    if not made.given:
        made.file.close()
        if made.restricted:
            raise WithheldError(f"All of {told.name} may not be passed on.")
        raise NotFound
    # An ETag of its own: to make one of the answer, the whole of it would be read into memory.
    tag = digest(made.file)
    size = made.file.seek(0, 2)
    response = Response(chunks(made.file), content_type=content_type(made.media_type))
    response.call_on_close(made.file.close)
    response.content_length = size
    response.set_etag(tag, weak=True)
    response.headers["Content-Disposition"] = f'attachment; filename="{told.name}.{made.extension}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    if told.location:
        response.headers["Content-Location"] = told.location
    response.headers.update(_figures(made, told))
    response.cache_control.public = True
    response.cache_control.max_age = _CACHE_SECONDS
    response.vary.add("Accept")
    return response


def _figures(made: Made, told: Told) -> dict[str, str]:
    """Return the headers that say what is in the file and what is not."""
    figures = {
        "X-Lianmu-Found": told.found,
        "X-Lianmu-Given": made.given,
        "X-Lianmu-Restricted": made.restricted,
        "X-Lianmu-Other-Formats": made.other,
    }
    return {name: str(number) for name, number in figures.items() if number or name == "X-Lianmu-Given"}
