"""Rights: which records may be passed on, decided one by one from what their member says, and less what is private."""

from kg.rights.licences import Licence, recognise
from kg.rights.notes import without_private_notes
from kg.rights.rights import Cause, Decision, Rights
from kg.rights.rules import Rule, parse_rules

__all__ = ["Cause", "Decision", "Licence", "Rights", "Rule", "parse_rules", "recognise", "without_private_notes"]
