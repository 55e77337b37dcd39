"""Who a client is, and what it may still spend."""

import pytest

from portal.clients import Bucket, origin, read_networks

PROXIES = read_networks("127.0.0.1, 10.0.0.0/8 fd00::/8")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, 10.1.2.3"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7", "10.1.2.3"], "198.51.100.7"),
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7:1234"], "198.51.100.7"),
        ("fd00::1", ["[2001:db8:1:2:3:4:5:6]:443"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", [], "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("", [], "unknown"),
    ],
)
def test_client_is_the_last_address_that_no_proxy_has(peer: str, forwarded: list[str], client: str) -> None:
    """What a stranger writes into X-Forwarded-For names nobody; an IPv6 subscriber is a network of 64 bits."""
    assert origin(peer, forwarded, PROXIES) == client


def test_bucket_empties_and_fills() -> None:
    """Spent below zero, a client waits until it has something again, and never has more than the bucket holds."""
    clock = Clock()
    bucket = Bucket(60, 60, clock)
    assert bucket.wait("a") == 0.0
    bucket.spend("a", 70)
    assert bucket.wait("a") == pytest.approx(10.0)
    assert bucket.wait("b") == 0.0
    clock.now = 11
    assert bucket.wait("a") == 0.0
    clock.now = 10_000
    bucket.spend("a", 60)
    assert bucket.wait("a") > 0


def test_a_price_known_before_must_be_there() -> None:
    """With a price, the wait is until the client can pay it."""
    clock = Clock()
    bucket = Bucket(3, 60, clock)
    for _ in range(3):
        assert bucket.wait("a", 1) == 0.0
        bucket.spend("a", 1)
    assert bucket.wait("a", 1) == pytest.approx(1.0)
    bucket.forgive("a")
    assert bucket.wait("a", 1) == 0.0


def test_the_number_of_clients_remembered_is_bounded() -> None:
    """Many addresses take no memory; who spent last is not forgotten."""
    clock = Clock()
    bucket = Bucket(1, 60, clock)
    for number in range(25_000):
        clock.now += 0.00001
        bucket.spend(str(number), 1)
    assert len(bucket._accounts) <= 10_001
    assert bucket.wait("24999") > 0
