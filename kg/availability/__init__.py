"""Whether items can be had: members' own systems are asked in DAIA, SIP2 or Z39.50, as the settings say."""

from kg.availability.answer import Availability, ItemState, Reason, State, Use, Wanted
from kg.availability.asking import Greeting, ask, greet, without_answer
from kg.availability.system import PROTOCOLS, System, read_system, read_systems

__all__ = [
    "PROTOCOLS",
    "Availability",
    "Greeting",
    "ItemState",
    "Reason",
    "State",
    "System",
    "Use",
    "Wanted",
    "ask",
    "greet",
    "read_system",
    "read_systems",
    "without_answer",
]
