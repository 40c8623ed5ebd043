"""Mail settings: what all e-mails of an installation share."""

from dataclasses import dataclass

from lencana.mail import headers
from web.face import Links


@dataclass(frozen=True)
class MailSettings:
    """What all e-mails share: the URLs of the faces, and the sender."""

    links: Links
    sender: str

    def __post_init__(self) -> None:
        """Refuse a sender that is no mailbox (`AddressUnusable`)."""
        headers.sender(self.sender)
