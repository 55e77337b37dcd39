"""The blueprint of the staff pages with all its views."""

from portal.staff import authority_views, cluster_views, feedback_views, load_views, review_views, sign_in, trail_views
from portal.staff.inside import blueprint

__all__ = [
    "authority_views",
    "blueprint",
    "cluster_views",
    "feedback_views",
    "load_views",
    "review_views",
    "sign_in",
    "trail_views",
]
