"""The settings of an installation, from `LENCANA_*`; docs/configuration.md describes each."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import DirectoryPath, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lencana.channels import guard
from printers.host_names import ascii_host

_SERVER = re.compile(r"postgresql\+psycopg://[^/]*/[^/?]+(\?.*)?$")


class Settings(BaseSettings):
    """What an operator may choose. A wrong value is refused by its name and never quoted."""

    # Inputs are hidden in errors because the mail server's URL holds a password.
    model_config = SettingsConfigDict(
        env_prefix="LENCANA_", hide_input_in_errors=True, frozen=True
    )

    data: Path = Field(
        default=Path("lencana-data"),
        description="Folder of the SQLite database; `lencana migrate` makes it.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL in place of SQLite, for several processes: "
        "postgresql+psycopg://user@host/name.",
    )
    keyring_url: SecretStr | None = Field(
        default=None,
        description="A second database for the day keys, for several machines: "
        "postgresql+psycopg://user@host/name.",
    )
    keys: Path | None = Field(
        default=None,
        description="Folder of the root secret and, without LENCANA_KEYRING_URL, of the day keys; "
        "never back it up beside the database.",
    )
    base_url: str = Field(
        default="http://127.0.0.1:8080",
        description="Where people's browsers find the product; links in e-mails use it.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port to listen on.")
    tls_certificate: Path | None = Field(
        default=None, description="Certificate chain (PEM) for the server's own TLS."
    )
    tls_key: Path | None = Field(
        default=None, description="Private key (PEM) of the certificate."
    )
    behind_proxy: bool = Field(
        default=False,
        description="A proxy in front ends TLS and sets X-Forwarded-For and X-Forwarded-Proto.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server: smtps://user:password@host:465, or smtp:// with STARTTLS.",
    )
    mail_from: str = Field(
        default="lencana@localhost",
        description="Sender of every e-mail; what is about a site has the site's name before "
        "the mailbox.",
    )
    channel_addresses: str = Field(
        default="",
        description="Private addresses that hosts' channels may lead to, such as a chat server "
        "in the LAN: 192.168.7.20:443, 192.168.7.21:8443.",
    )
    fonts: DirectoryPath | None = Field(
        default=None,
        description="Folder of fonts for names; those of this machine fill what it lacks.",
    )
    access_log: bool = Field(
        default=False,
        description="One line for each request, without query or referrer, on standard output.",
    )

    @field_validator("database_url", "keyring_url")
    @classmethod
    def _of_a_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not _SERVER.match(url.get_secret_value()):
            raise ValueError(
                "write it like postgresql+psycopg://user:password@host/name"
            )
        return url

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, url: str) -> str:
        parts = urlsplit(url)
        is_more = parts.query or parts.fragment or parts.username is not None
        if parts.scheme not in {"http", "https"} or not parts.hostname or is_more:
            raise ValueError("write it whole, like https://lobby.example.org")
        if parts.path.strip("/"):
            raise ValueError(
                "leave the path out: the pages are found at /kiosk, /desk and so on of the host"
            )
        port = "" if parts.port is None else f":{parts.port}"
        host = ascii_host(parts.hostname)
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"

    @field_validator("channel_addresses")
    @classmethod
    def _of_machines(cls, listed: str) -> str:
        try:
            guard.addresses(listed)
        except ValueError:
            raise ValueError(
                "write IP addresses with ports, like 192.168.7.20:443, [fd00::20]:8443"
            ) from None
        return listed

    @model_validator(mode="after")
    def _certificate_with_key(self) -> Self:
        if (self.tls_certificate is None) is not (self.tls_key is None):
            raise ValueError("LENCANA_TLS_CERTIFICATE and LENCANA_TLS_KEY go together")
        return self

    @model_validator(mode="after")
    def _keyring_beside_a_server(self) -> Self:
        if self.keyring_url is not None and self.database_url is None:
            raise ValueError(
                "LENCANA_KEYRING_URL needs LENCANA_DATABASE_URL: SQLite serves one machine"
            )
        return self

    @classmethod
    def of_folder(cls, folder: Path) -> Self:
        """Return settings by which everything that is kept lies in this folder."""
        return cls(
            data=folder, keys=folder / "keys", database_url=None, keyring_url=None
        )

    @property
    def host_name(self) -> str:
        """The host at which people find the product."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def database_file(self) -> Path:
        return self.data / "lencana.db"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file of this machine's own."""
        return self.database_url is None

    @property
    def database(self) -> str:
        """The URL of the database, which may hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.database_file}"

    @property
    def keyring(self) -> str | None:
        """The URL of the day keys' database, which may hold a password; None for the folder."""
        return None if self.keyring_url is None else self.keyring_url.get_secret_value()

    @property
    def key_folder(self) -> Path:
        return self.keys or self.data / "keys"

    @property
    def on_loopback(self) -> bool:
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """True if only this machine reaches the host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
