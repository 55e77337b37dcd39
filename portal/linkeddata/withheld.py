"""Why a record may not be passed on, in the words of a page."""

from kg.rights import Cause, Decision
from portal.i18n import Wording, later

__all__ = ["why_withheld"]

_REASONS: dict[Cause, str] = {
    Cause.MEMBER: later("The library has said that its records may not be passed on."),
    Cause.LICENCE: later("The licence of the library's records (%(detail)s) does not let them be passed on."),
    Cause.UNKNOWN_LICENCE: later(
        "The library names a licence that is not known here (%(detail)s); to be safe its records are not passed on."
    ),
    Cause.UNSTATED: later("The library names no licence; this catalogue does not pass such records on."),
    Cause.RULE: later("The library keeps records of this kind from being passed on. Its rule: %(detail)s"),
    Cause.UNREADABLE: later("The record cannot be read any more, so nobody can tell whether it may be passed on."),
}
_UNDECIDED = later("The library has changed its terms; this record is about to be decided on anew.")


def why_withheld(decision: Decision, wording: Wording) -> str:
    """Return the reason for which a restricted record is withheld, as its member's settings are now."""
    if not decision.restricted:
        return wording.gettext(_UNDECIDED)
    return wording.gettext(_REASONS[decision.cause], detail=decision.detail)
