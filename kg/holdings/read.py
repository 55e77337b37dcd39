"""What a record says that its library holds, whatever its dialect."""

from kg.holdings.kbart import read_kbart
from kg.holdings.marc21 import read_marc21
from kg.holdings.model import Holding
from kg.holdings.unimarc import read_unimarc
from kg.records.record import Record

__all__ = ["read_holdings"]


def read_holdings(record: Record) -> tuple[Holding, ...]:
    """Return the holdings of a record, in its order; none where it names no copy, place or statement."""
    if record.format == "dublincore":
        return ()
    read = read_marc21 if record.format == "marc21" else read_unimarc
    return (*read(record), *read_kbart(record))
