"""Who asks, and how much they may ask: a client's identity from a request, and a bucket of what it may spend.

A client is an address of IPv4 or a network of 64 bits of IPv6, which is what one subscriber has. `X-Forwarded-For` is
believed only as far as it was written by the proxies of the setting `serve.trusted_proxies`.
"""

import threading
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from flask import Request

from portal.site import site

__all__ = ["Bucket", "client_of", "origin", "read_networks"]

_MOST_CLIENTS = 10_000
_UNKNOWN = "unknown"

Network = IPv4Network | IPv6Network


def client_of(request: Request) -> str:
    """Return the name under which this request's client is counted: an IPv4 address or an IPv6 network of 64 bits."""
    trusted = read_networks(site().settings.serve_trusted_proxies)
    return origin(request.remote_addr or "", request.headers.getlist("X-Forwarded-For"), trusted)


def origin(peer: str, forwarded: Iterable[str], trusted: tuple[Network, ...]) -> str:
    """Return the client behind a chain of proxies: the last address that no trusted proxy has.

    `peer` is the address at the other end of the connection, `forwarded` the values of `X-Forwarded-For`. What stands
    left of an address that is not trusted was written by a stranger and is not looked at.
    """
    chain = [part.strip() for value in forwarded for part in value.split(",")]
    found = _address(peer)
    while found is not None and chain and any(found in network for network in trusted):
        found = _address(chain.pop()) or found
    return _name(found)


def read_networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a list such as `127.0.0.1, 10.0.0.0/8`; raise ValueError where a part is none."""
    return tuple(ip_network(part, strict=False) for part in text.replace(",", " ").split())


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a text is, perhaps with a port or in brackets, None for anything else."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _name(address: IPv4Address | IPv6Address | None) -> str:
    if address is None:
        return _UNKNOWN
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


class _Account(NamedTuple):
    level: float
    at: float


class Bucket:
    """What each client may still spend: `capacity` at most, refilled by `per_minute`; safe to use from threads.

    Spending may bring a client below zero, when the price is known only afterwards; it then waits the longer.
    """

    def __init__(self, capacity: float, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._rate = per_minute / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._accounts: dict[str, _Account] = {}

    def wait(self, client: str, price: float = 0.0) -> float:
        """Return the seconds until the client has more than `price` again, 0.0 when it has now."""
        with self._lock:
            level = self._level(client, self._clock())
        lacking = max(price, 0.0) - level
        if lacking < 0 or (price > 0 and lacking <= 0):
            return 0.0
        return max(lacking / self._rate, 0.01)

    def spend(self, client: str, price: float) -> None:
        """Take the price from what the client has, even if that is less."""
        with self._lock:
            now = self._clock()
            # Taken out and put in again, so that the clients that have been quiet longest stand first.
            level = self._level(client, now) - price
            self._accounts.pop(client, None)
            self._accounts[client] = _Account(level, now)
            if len(self._accounts) > _MOST_CLIENTS:
                self._forget(now)

    def forgive(self, client: str) -> None:
        """Give the client all that it may have, as after a login that succeeded."""
        with self._lock:
            self._accounts.pop(client, None)

    def _level(self, client: str, now: float) -> float:
        account = self._accounts.get(client)
        if account is None:
            return self._capacity
        return min(self._capacity, account.level + (now - account.at) * self._rate)

    def _forget(self, now: float) -> None:
        """Drop the clients whose bucket is full again, and of the others the quietest tenth."""
        self._accounts = {
            client: account for client, account in self._accounts.items() if self._level(client, now) < self._capacity
        }
        for client in list(self._accounts)[: max(len(self._accounts) - _MOST_CLIENTS * 9 // 10, 0)]:
            del self._accounts[client]
