"""Ways to ask a member's system, one module each; the module's name is what the setting `protocol` says.

A module has `DEFAULT_PORT` (0: it is asked over HTTP, at the setting `url`), `ask(system, names, line)`, which returns
the `ItemState`s of the items that the names mean, and `greet(system, line)`, which returns what the system says of
itself in a few words. Both raise NoAnswerError for what is no good answer, and read and write nothing but the line.
"""
