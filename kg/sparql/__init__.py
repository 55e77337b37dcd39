"""Strangers' SPARQL queries, run where they can do no harm: in processes without network that are ended at a deadline.

`look_at` refuses early what is refused anyhow; a `Pool` answers a `Question` on the current generation of the graph, or
raises a `QueryError` that names the limit. The texts are parsed and run only in `kg/sparql/worker.py`.
"""

from kg.sparql.formats import FORMATS, AnswerFormat, format_named, formats_of
from kg.sparql.frames import Question
from kg.sparql.limits import Limits, QueryError
from kg.sparql.look import Look, look_at
from kg.sparql.pool import Pool
from kg.sparql.process import Answer

__all__ = [
    "FORMATS",
    "Answer",
    "AnswerFormat",
    "Limits",
    "Look",
    "Pool",
    "QueryError",
    "Question",
    "format_named",
    "formats_of",
    "look_at",
]
