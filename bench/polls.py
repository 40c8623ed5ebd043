"""Idle polls: how many 304 answers a second one process gives, over connections that stay open."""

import asyncio
import time
from urllib.parse import SplitResult, urlsplit

CONNECTIONS = 32


async def polls_per_second(
    url: str, headers: dict[str, str], seconds: float = 5.0
) -> float:
    """Answers a second to a GET that has nothing new.

    `RuntimeError` when one of them is not a 304.
    """
    parts = urlsplit(url)
    fields = [f"{name}: {value}" for name, value in headers.items()]
    lines = [f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *fields]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    end = time.perf_counter() + seconds
    counts = await asyncio.gather(
        *(_poll(parts, request, end) for _ in range(CONNECTIONS))
    )
    return sum(counts) / seconds


async def _poll(parts: SplitResult, request: bytes, end: float) -> int:
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    count = 0
    while time.perf_counter() < end:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 304"):
            raise RuntimeError(f"a poll was answered {answer[:15]!r}")
        count += 1
    writer.close()
    return count
