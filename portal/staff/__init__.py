"""The staff pages: loads, problems, clusters, and what people did; off unless somebody has a token."""
