"""Records written again in Unicode: `marcxml` writes MARC of any dialect, `dublincore` oai_dc.

Both give well-formed XML 1.0 for any record, and valid XML by the schemas that they name. What a record was is kept in
the catalogue as its own bytes; these are for those who cannot read them.
"""

from kg.records.writing.dublincore import write_descriptions
from kg.records.writing.marcxml import MARC, write_collection, write_exchange

__all__ = ["MARC", "write_collection", "write_descriptions", "write_exchange"]
