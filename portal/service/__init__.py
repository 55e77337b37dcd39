"""Pages about the portal itself: what it is, whether it is well, what crawlers may fetch, the choice of language."""
