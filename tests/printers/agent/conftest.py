"""An agent's folder and its configuration, as an operator would write it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Configure = Callable[..., Path]
LONG_AGO, LATER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """A configuration file with these lines for its printer, and these for the agent itself."""

    def write(*printer: str, agent: str = "") -> Path:
        lines = printer or ('name = "Counter"', 'address = "tcp://127.0.0.1:9100"')
        file = tmp_path / "agent.toml"
        ours = f'[agent]\nstate = "{tmp_path / "state"}"\n{agent}\n'
        file.write_text("\n".join([ours, "[[printer]]", *lines, ""]))
        return file

    return write


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for `localhost` that nobody else has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(LONG_AGO).not_valid_after(LATER)
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
    )
    chain, secret = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret
