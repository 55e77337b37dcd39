"""The search index on an Elasticsearch 8 or 9: one index, which all generations since it was made read.

The folder of the index, and that of each generation, hold a small file that names the index on the server. Making the
index anew makes another beside it; the alias (setting `search.index`) names the one that was published last.
"""

from pathlib import Path

from kg.search.backend import SearchServer
from kg.search.backends._answers import GROUPING_LIMIT
from kg.search.backends._elasticsearch_reader import ElasticsearchReader
from kg.search.backends._elasticsearch_writer import ElasticsearchWriter

__all__ = ["KEEPS_GENERATIONS", "ElasticsearchReader", "ElasticsearchWriter", "open_reader", "open_writer"]

KEEPS_GENERATIONS = False
"""What is published follows later commits until the index is made anew."""


def open_writer(directory: Path, server: SearchServer | None = None) -> ElasticsearchWriter:
    """Return the one writer of the index that the folder names, or of a new one; BusyError for a second."""
    return ElasticsearchWriter(directory, server or SearchServer())


def open_reader(
    directory: Path, server: SearchServer | None = None, *, grouping_limit: int = GROUPING_LIMIT
) -> ElasticsearchReader:
    """Return a reader of the index that the folder names; StoreError where it names none or the server has it not."""
    return ElasticsearchReader(directory, server or SearchServer(), grouping_limit)
