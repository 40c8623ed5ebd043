"""An even pace: a rehearsal takes as long as one of the last e-mails took to be sent.

While an e-mail is handed over its sender waits for the mail server, and a decoy's would not:
whoever counts how fast pages come meanwhile could tell them apart, and so who is a guest.
"""

import time
from collections import deque
from collections.abc import Callable
from email.message import EmailMessage
from random import SystemRandom

from lencana.mail.smtp import SECONDS, MailTransport

REMEMBERED = 20
"""So many that one slow e-mail is not every decoy's, and few enough to follow the server's day."""

_random = SystemRandom()


class EvenPace:
    """A transport around another one."""

    def __init__(
        self,
        transport: MailTransport,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._transport = transport
        self._clock, self._sleep = clock, sleep
        self._lasted: deque[float] = deque(maxlen=REMEMBERED)

    def send(self, message: EmailMessage) -> None:
        began = self._clock()
        self._transport.send(message)
        # A code has no attachment: what takes longer because it is larger is no measure.
        if not any(message.iter_attachments()):
            self._lasted.append(self._clock() - began)

    def rehearse(self, message: EmailMessage) -> None:
        began = self._clock()
        self._transport.rehearse(message)
        if self._lasted:
            lasts = min(_random.choice(self._lasted), SECONDS)
            self._sleep(max(lasts - (self._clock() - began), 0))
