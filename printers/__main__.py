"""`python -m printers`: the print agent beside a site's printers, until it is told to stop."""

import logging
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

from printers.agent import configuration, pairing
from printers.agent.agent import at_work
from printers.agent.configuration import Configuration, ConfigurationWrong
from printers.agent.durable_queue import CapabilityCache, DurableQueue
from printers.agent.http_client import HttpClient
from printers.agent.journal import AttemptJournal
from printers.agent.queue import QueueAway
from printers.agent.server_queue import ServerQueue
from printers.text import fonts

WRONG = 1

logger = logging.getLogger("printers.agent")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the agent until SIGTERM or SIGINT, or pair it; return 1 where it cannot run."""
    options = parser().parse_args(arguments)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s"
    )
    try:
        server = configuration.server_address(options.server)
        configured = configuration.read(options.config)
        with pairing.own_folder(configured.state):
            return (
                _pair(options, configured, server)
                if options.pair
                else _work(configured, server)
            )
    except (ConfigurationWrong, QueueAway) as problem:
        sys.stderr.write(f"lencana print agent: {problem}\n")
        return WRONG


def parser() -> ArgumentParser:
    """What may be asked of it."""
    parser = ArgumentParser(prog="python -m printers", description=__doc__)
    parser.add_argument(
        "--config", type=Path, required=True, help="its printers, in TOML"
    )
    parser.add_argument(
        "--server", required=True, help="such as https://lobby.example.org"
    )
    parser.add_argument(
        "--pair", metavar="CODE", help="become an agent by this code, and end"
    )
    return parser


def _pair(options: Namespace, configured: Configuration, server: str) -> int:
    with closing(HttpClient(server, authority=configured.authority)) as caller:
        token, name = pairing.pair(caller, options.pair)
    pairing.keep(configured.state, server, token)
    logger.info("paired as %s: start it without --pair now", name)
    return 0


def _work(configured: Configuration, server: str) -> int:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    fonts.use_folder(configured.fonts)
    token = pairing.token(configured.state, server)
    journal, capabilities = (
        AttemptJournal(configured.state / "journal"),
        CapabilityCache(configured.state / "abilities"),
    )
    with (
        closing(journal),
        closing(HttpClient(server, token, configured.authority)) as caller,
    ):
        queue = DurableQueue(
            ServerQueue(caller, configured.machines, stop), journal, capabilities
        )
        with at_work(queue, stop=stop):
            logger.info(
                "at work for %s with %d printers", server, len(configured.machines)
            )
            stop.wait()
    logger.info("ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
