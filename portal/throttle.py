"""How much one client may ask for in a minute: what takes work has a price, and who asks too much is told when to come.

The counts are kept in each web process alone, so a client of a portal with several has as many times the limit.
"""

import math
from collections.abc import Mapping

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from portal.clients import Bucket, client_of

__all__ = ["PRICES", "throttle"]

# Prices of endpoints in requests; one that is not named costs one request. SPARQL counts its processes' time by itself.
PRICES: Mapping[str, float] = {
    "static": 0,
    "service.healthz": 0,
    "sparql.query": 0,
    "availability.page": 5,
    "downloads.search": 30,
}


def throttle(app: Flask, *, requests_per_minute: int) -> None:
    """Answer 429 with Retry-After to a client that asks for more than so many requests a minute; 0 is no limit."""
    if not requests_per_minute:
        return
    bucket = Bucket(requests_per_minute, requests_per_minute)

    @app.before_request
    def weigh() -> None:
        # What costs more than a minute has is had once a minute.
        price = min(PRICES.get(request.endpoint or "", 1.0), requests_per_minute)
        if not price:
            return
        client = client_of(request)
        wait = bucket.wait(client, price)
        if wait:
            raise TooManyRequests(retry_after=math.ceil(wait))
        bucket.spend(client, price)
