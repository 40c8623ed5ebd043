"""A mail server that takes its time, in a process of its own."""

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager

from bench.product import free_port

LEAST, MOST = 0.02, 0.12
"""Seconds until an e-mail is taken: a server in the same town that looks for spam."""


@contextmanager
def mail_server() -> Iterator[int]:
    """Take and drop e-mails during the block; the value is the port."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(port,), daemon=True
    )
    process.start()
    try:
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(port: int) -> None:
    asyncio.run(_listen(port))


async def _listen(port: int) -> None:
    server = await asyncio.start_server(_converse, "127.0.0.1", port)
    await server.serve_forever()


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 slow\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            await asyncio.sleep(random.uniform(LEAST, MOST))  # noqa: S311 - no secret
        writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 OK\r\n")
        if verb == b"QUIT":
            break
    writer.close()
