"""The blueprint of the staff pages with all its views."""

from portal.staff import cluster_views, load_views, sign_in, trail_views
from portal.staff.inside import blueprint

__all__ = ["blueprint", "cluster_views", "load_views", "sign_in", "trail_views"]
