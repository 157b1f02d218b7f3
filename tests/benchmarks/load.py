"""A bounded load on a web server over loopback: so many connections, for so many seconds.

``measure`` runs this file as a process of its own, with the standard library alone, so that asking
takes nothing from the process that measures. Each connection asks again as soon as it has its
answer; the addresses are drawn at random, the same ones in every run.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Load:
    """What a server did under load: answers a second, and milliseconds in which so many came.

    ``errors`` counts answers other than 200. ``client`` is the share of one core that asking took:
    near 1, the client is what was measured.
    """

    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int
    client: float


def measure(port: int, paths: Sequence[str], *, connections: int, seconds: float) -> Load:
    """Ask a server for paths drawn from these, and return how it did."""
    asked = {"port": port, "paths": paths, "connections": connections, "seconds": seconds}
    process = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return Load(**json.loads(process.stdout))


async def _ask(port: int, paths: Sequence[str], connections: int, seconds: float) -> Load:
    answers: list[tuple[float, int]] = []  # milliseconds, status
    started, busy = time.perf_counter(), time.process_time()
    until = started + seconds
    async with asyncio.TaskGroup() as group:
        for seed in range(connections):
            group.create_task(_ask_in_turn(port, paths, random.Random(seed), until, answers))
    passed = time.perf_counter() - started
    percentiles = quantiles([taken for taken, _ in answers], n=100, method="inclusive")
    return Load(
        per_second=len(answers) / passed,
        p50=percentiles[49],
        p95=percentiles[94],
        p99=percentiles[98],
        errors=sum(status != 200 for _, status in answers),
        client=(time.process_time() - busy) / passed,
    )


async def _ask_in_turn(
    port: int,
    paths: Sequence[str],
    chance: random.Random,
    until: float,
    answers: list[tuple[float, int]],
) -> None:
    reader, writer = await asyncio.open_connection(HOST, port, limit=2**20)
    while (started := time.perf_counter()) < until:
        path = chance.choice(paths)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
        await reader.readexactly(int(length))
        answers.append((1000 * (time.perf_counter() - started), int(head.split(None, 2)[1])))
    writer.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(_ask(**json.load(sys.stdin))))))
