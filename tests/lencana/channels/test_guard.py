"""What a member typed leads to public addresses only: looked at when the socket connects."""

import socket
from ipaddress import ip_address
from threading import Event
from threading import enumerate as enumerate_threads
from typing import Any

import pytest

from lencana.channels import guard, http
from lencana.channels.guard import Guarded, PrivateAddressError, public_only
from lencana.channels.http import NotTaken, Post
from lencana.settings import Settings
from tests.lencana.channels.conftest import lead
from tests.lencana.channels.receiver import Service
from visits.vocabulary.channels import ChannelProblem

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.1.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not guard.is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert guard.is_public(ip_address(address))


def post(host: str = "chat.example.com", path: str = "/hooks/x") -> Post:
    return Post(host=host, path=path, body=b"{}", headers={})


def problem_of(made: Post, allowed: guard.Addresses = frozenset()) -> ChannelProblem:
    with pytest.raises(NotTaken) as refusal:
        http.send(made, allowed)
    return refusal.value.problem


@pytest.mark.parametrize(
    "address", ["10.0.0.8", "127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "::1"]
)
def test_a_name_that_leads_to_a_private_address_is_not_connected_to(
    service: Service, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    lead(monkeypatch, (address, service.port))

    assert problem_of(post()) is ChannelProblem.PRIVATE_ADDRESS
    assert service.calls == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_an_address_in_any_spelling_is_looked_at(service: Service, host: str) -> None:
    made = Post(host=host, port=service.port, path="/", body=b"", headers={})

    assert problem_of(made) is ChannelProblem.PRIVATE_ADDRESS
    assert service.calls == []


def test_a_name_that_leads_elsewhere_at_the_next_look_up_gains_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(monkeypatch, ("8.8.8.8", 0), ("127.0.0.1", service.port))

    assert problem_of(post()) is ChannelProblem.UNREACHABLE
    assert problem_of(post()) is ChannelProblem.PRIVATE_ADDRESS
    assert service.calls == []


def test_a_redirect_is_not_followed(service: Service) -> None:
    service.status, service.location = (
        307,
        f"https://chat.example.com:{service.port}/in",
    )

    assert problem_of(post(), service.allowed) is ChannelProblem.REDIRECTED
    assert [call.path for call in service.calls] == ["/hooks/x"]


def test_an_allowed_address_is_allowed_at_its_port_only(service: Service) -> None:
    http.send(post(), service.allowed)
    other = frozenset({(ip_address("127.0.0.1"), service.port + 1)})

    assert problem_of(post(), other) is ChannelProblem.PRIVATE_ADDRESS
    assert len(service.calls) == 1


def test_a_name_where_an_address_belongs_is_refused() -> None:
    with (
        socket.socket() as connection,
        public_only(Guarded(frozenset())),
        pytest.raises(PrivateAddressError),
    ):
        connection.connect(("localhost", 443))


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = silent.getsockname()
        allowed = frozenset({(ip_address(place[0]), place[1])})
        guarded = Guarded(allowed)
        with (
            public_only(guarded),
            socket.create_connection(place) as connection,
        ):
            guarded.cut()
            assert connection.recv(1) == b""


def test_a_name_whose_look_up_does_not_end_is_given_up_and_leads_nowhere_later(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = Event()
    lead(monkeypatch, ("127.0.0.1", service.port))
    look_up = socket.getaddrinfo

    def hang(*asked: Any, **options: Any) -> Any:
        goes_on.wait()
        return look_up(*asked, **options)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(NotTaken) as refusal:
        http.send(post(), service.allowed, seconds=0.05)
    [attempt] = [one for one in enumerate_threads() if one.name == guard.ATTEMPT]
    goes_on.set()
    attempt.join()

    assert refusal.value.problem is ChannelProblem.UNREACHABLE
    assert service.calls == []


def test_once_its_time_is_over_an_attempt_connects_to_nothing_more() -> None:
    # A name may lead to any number of addresses, each of which is tried in turn.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = silent.getsockname()
        allowed = frozenset({(ip_address(place[0]), place[1])})
        guarded = Guarded(allowed)
        with public_only(guarded), socket.create_connection(place):
            guarded.cut()
            with pytest.raises(TimeoutError):
                socket.create_connection(place)


def test_of_a_names_addresses_ten_are_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = server.getsockname()
        allowed = frozenset({(ip_address(place[0]), place[1])})
        with public_only(Guarded(allowed)):
            for _ in range(10):
                socket.create_connection(place).close()
            with pytest.raises(TimeoutError):
                socket.create_connection(place)


def test_other_connections_are_left_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with public_only(Guarded(frozenset())):
            pass
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (400, ChannelProblem.REFUSED),
        (403, ChannelProblem.REFUSED),
        (404, ChannelProblem.GONE),
        (410, ChannelProblem.GONE),
        (408, ChannelProblem.BUSY),
        (429, ChannelProblem.BUSY),
        (500, ChannelProblem.BUSY),
    ],
)
def test_an_answer_says_whether_another_try_is_of_use(
    service: Service, status: int, problem: ChannelProblem
) -> None:
    service.status = status

    assert problem_of(post(), service.allowed) is problem


def test_a_certificate_of_somebody_else_is_not_trusted(service: Service) -> None:
    made = post(host="evil.example.com")

    assert problem_of(made, service.allowed) is ChannelProblem.TLS


@pytest.mark.parametrize(
    "listed",
    ["chat.lan:443", "10.0.0.1", "10.0.0.0/8", "https://10.0.0.1:443", "10.0.0.1:x"],
)
def test_the_setting_takes_addresses_with_ports(listed: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("LENCANA_CHANNEL_ADDRESSES", listed)
    with pytest.raises(ValueError, match="IP addresses with ports"):
        Settings()
    assert guard.addresses("10.0.0.1:443, [fd00::2]:8443") == {
        (ip_address("10.0.0.1"), 443),
        (ip_address("fd00::2"), 8443),
    }
