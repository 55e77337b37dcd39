"""Matching: which records are of one edition, which editions of one work, and what people decided about it."""

from kg.matching.clusters import Placing, examine, forget, place, remember, replace, settle, things_of
from kg.matching.decide import Candidate, Decision, decide
from kg.matching.evidence import Evidence, evidence
from kg.matching.judgements import judge, merge, split
from kg.matching.row import MatchRow, match_row, row_from_json, row_to_json

__all__ = [
    "Candidate",
    "Decision",
    "Evidence",
    "MatchRow",
    "Placing",
    "decide",
    "evidence",
    "examine",
    "forget",
    "judge",
    "match_row",
    "merge",
    "place",
    "remember",
    "replace",
    "row_from_json",
    "row_to_json",
    "settle",
    "split",
    "things_of",
]
