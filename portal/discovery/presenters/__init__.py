"""What a template needs, made from BIBFRAME and search results; no module here opens, fetches or knows Flask."""
