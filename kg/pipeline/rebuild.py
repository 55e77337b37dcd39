"""Making graph or index anew from the database, beside the live one, and switching readers over without a gap."""

from kg.catalogue import Catalogue
from kg.errors import UsageError
from kg.pipeline.publish import Progress, PublishReport, publish
from kg.pipeline.site import Site
from kg.pipeline.views import VIEWS

__all__ = ["rebuild"]


def rebuild(catalogue: Catalogue, site: Site, view: str, *, progress: Progress | None = None) -> PublishReport:
    """Make the view (graph, index) anew from the database alone and publish it; readers keep the old one until then.

    Raise BusyError when another process publishes at this moment.
    """
    if view not in VIEWS:
        raise UsageError(f"There is no view '{view}'. There are: {', '.join(VIEWS)}.")
    return publish(catalogue, site, progress=progress, anew=[view])
