"""Stand-ins for members' own systems: small servers of DAIA, SIP2 and Z39.50 that make up what can be had."""

from kg.demo.systems.servers import MadeUpServer, daia_server, sip2_server, z3950_server
from kg.demo.systems.starting import made_up_systems, settings_text
from kg.demo.systems.states import MADE_UP, made_up

__all__ = [
    "MADE_UP",
    "MadeUpServer",
    "daia_server",
    "made_up",
    "made_up_systems",
    "settings_text",
    "sip2_server",
    "z3950_server",
]
