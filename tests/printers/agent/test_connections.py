"""An agent's way to its server: by a proxy, and past certificates that are good.

Each certificate that is not says what to do.
"""

import ssl
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from printers.agent.configuration import ConfigurationWrong
from printers.agent.connections import proxy_for
from printers.agent.http_client import HttpClient
from printers.agent.queue import QueueAway, QueueRefuses
from tests.printers.agent.far_server import ConnectProxy, Far, proxying, serving

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
Serve = Callable[..., ssl.SSLContext]


class Authority:
    """An authority of the test's own, which signs what it is asked to."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "authority.pem"
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ours")])
        is_authority = x509.BasicConstraints(ca=True, path_length=None)
        built = self._builder(self._name, self._key, NOW - 99 * DAY, NOW + 99 * DAY)
        signed = built.add_extension(is_authority, critical=True).sign(
            self._key, hashes.SHA256()
        )
        self.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def context(
        self,
        name: str = "localhost",
        since: datetime = NOW - DAY,
        until: datetime = NOW + DAY,
    ) -> ssl.SSLContext:
        """TLS of a server with a certificate for this name and time."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server")])
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name == "localhost":
            names.append(x509.IPAddress(ip_address("127.0.0.1")))
        built = self._builder(subject, key, since, until).add_extension(
            x509.SubjectAlternativeName(names), critical=False
        )
        chain = self._folder / "chain.pem"
        chain.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + built.sign(self._key, hashes.SHA256()).public_bytes(
                serialization.Encoding.PEM
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context

    def _builder(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        since: datetime,
        until: datetime,
    ) -> x509.CertificateBuilder:
        number = x509.random_serial_number()
        builder = x509.CertificateBuilder(self._name, subject, key.public_key(), number)
        return builder.not_valid_before(since).not_valid_after(until)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def ask(url: str, authority: Authority | None = None) -> object:
    with closing(
        HttpClient(url, "token", authority.file if authority else None)
    ) as client:
        return client.ask("GET", "/openapi.json").document


def refusal(url: str, authority: Authority | None = None) -> str:
    with pytest.raises(QueueRefuses) as refused:
        ask(url, authority)
    return str(refused.value)


def at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@pytest.mark.parametrize("is_proxied", [False, True])
def test_each_certificate_that_is_not_good_says_what_to_do(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, *, is_proxied: bool
) -> None:
    far = Far()
    with proxying(ConnectProxy()) as proxy:
        if is_proxied:
            monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy}")
        with serving(far, authority.context(until=NOW - DAY / 2)) as url:
            expired = refusal(url, authority)
        with serving(far, authority.context(since=NOW + DAY / 2)) as url:
            early = refusal(url, authority)
        with serving(far, authority.context(name="desk.example")) as url:
            other = refusal(url, authority)
        with serving(far, authority.context()) as url:
            unknown = refusal(url)
            assert ask(url, authority) == {}

    assert f"expired, on {at(NOW - DAY / 2)}" in expired
    assert "must be renewed" in expired
    assert f"not valid yet, but from {at(NOW + DAY / 2)} on" in early
    assert "set this machine's clock" in early
    assert "this machine's clock says 2" in early
    assert "is for desk.example, not for localhost" in other
    assert "name its certificate's file as ca in [agent]" in unknown
    # A server that could not show who it is was not told who calls.
    assert far.tokens <= {"Bearer token", None}
    assert [path for _, path, _ in far.heard if path.startswith("/api")] == [
        "/api/openapi.json"
    ]


def test_a_name_that_is_a_number_counts_too(authority: Authority) -> None:
    with serving(Far(), authority.context(name="desk.example")) as url:
        said = refusal(url.replace("localhost", "127.0.0.1"), authority)

    assert "is for desk.example, not for 127.0.0.1" in said


def test_a_server_without_tls_is_not_said_to_have_a_bad_certificate() -> None:
    with serving(Far()) as url, pytest.raises(QueueAway) as away:
        ask(url.replace("http:", "https:"))

    assert type(away.value) is QueueAway
    assert "does not speak TLS" in str(away.value)


def test_a_server_is_called_by_the_proxy_that_the_environment_names(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, far = ConnectProxy(login="agent:p@ss wörd"), Far()
    with proxying(proxy) as place, serving(far, authority.context()) as url:
        monkeypatch.setenv("HTTPS_PROXY", f"http://agent:p%40ss%20w%C3%B6rd@{place}")
        assert ask(url, authority) == {}
        assert proxy.asked == [url.removeprefix("https://")]

        monkeypatch.setenv("NO_PROXY", "example.org, localhost")
        assert ask(url, authority) == {}
        assert len(proxy.asked) == 1
    assert far.tokens == {"Bearer token"}


@pytest.mark.parametrize(
    ("proxy", "meaning", "said"),
    [
        (ConnectProxy(login="a:b"), QueueRefuses, "wants a user and a password"),
        (ConnectProxy(refuses=403), QueueRefuses, "does not let this agent through"),
        (ConnectProxy(refuses=502), QueueAway, "does not reach the server (502)"),
    ],
)
def test_a_proxy_that_lets_nobody_through_says_so(
    monkeypatch: pytest.MonkeyPatch,
    proxy: ConnectProxy,
    meaning: type[QueueAway],
    said: str,
) -> None:
    with proxying(proxy) as place:
        monkeypatch.setenv("https_proxy", place)
        with pytest.raises(QueueAway, match="proxy") as refused:
            ask("https://lobby.invalid")

    assert type(refused.value) is meaning
    assert said in str(refused.value)


def test_a_proxy_that_is_off_is_not_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    with pytest.raises(QueueAway, match="the proxy that HTTPS_PROXY names"):
        ask("https://lobby.invalid")


@pytest.mark.parametrize(
    ("exceptions", "server", "is_direct"),
    [
        ("", "https://lobby.example.org", False),
        ("*", "https://lobby.example.org", True),
        ("lobby.example.org", "https://lobby.example.org", True),
        ("example.org", "https://lobby.example.org", True),
        (".Example.org", "https://lobby.example.org", True),
        ("*.example.org", "https://lobby.example.org", True),
        ("ample.org", "https://lobby.example.org", False),
        ("lobby.example.org:443", "https://lobby.example.org", True),
        ("lobby.example.org:8443", "https://lobby.example.org", False),
        ("a, lobby.example.org:8443", "https://lobby.example.org:8443", True),
        ("10.0.0.0/8", "https://10.1.2.3", True),
        ("10.0.0.0/8", "https://11.1.2.3", False),
        ("10.1.2.3", "https://10.1.2.3:8443", True),
        ("[fd00::7]:8443", "https://[fd00::7]:8443", True),
        ("fd00::/8", "https://[fd00::7]", True),
    ],
)
def test_who_is_called_without_the_proxy_is_read_as_curl_reads_it(
    exceptions: str,
    server: str,
    is_direct: bool,  # noqa: FBT001 - a column of the table
) -> None:
    proxy = proxy_for(server, {"HTTPS_PROXY": "proxy:3128", "no_proxy": exceptions})

    assert (proxy is None) is is_direct


def test_this_machine_itself_is_called_without_tls_and_without_a_proxy() -> None:
    assert (
        proxy_for("http://127.0.0.1:8080", {"ALL_PROXY": "http://proxy:3128"}) is None
    )


@pytest.mark.parametrize(
    "text", ["socks5://proxy:1080", "http://", "http://a:b:c", "user:secret@pro xy"]
)
def test_what_is_no_proxy_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(ConfigurationWrong) as refused:
        proxy_for("https://lobby.example.org", {"HTTPS_PROXY": text})
    assert "HTTPS_PROXY" in str(refused.value)
    assert "secret" not in str(refused.value)
