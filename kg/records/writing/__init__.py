"""Records written again in Unicode: `marcxml` and `iso2709` write MARC of any dialect, `dublincore` oai_dc.

The XML forms give well-formed XML 1.0 for any record, and valid XML by the schemas that they name. What a record was
is kept in the catalogue as its own bytes; these are for those who cannot read them.
"""

from kg.records.writing.dublincore import write_descriptions
from kg.records.writing.iso2709 import write_iso2709
from kg.records.writing.marcxml import MARC, write_collection, write_exchange

__all__ = ["MARC", "write_collection", "write_descriptions", "write_exchange", "write_iso2709"]
