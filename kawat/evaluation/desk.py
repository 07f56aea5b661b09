"""How fast the desk answers, and what many readers at once do to it: `python -m kawat.evaluation.desk RECORD`.

A real server is started and asked over loopback. Times are in milliseconds, from the request to the last byte.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import socket
import subprocess  # nosec B404 # starts Kawat itself, without a shell
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import httpx

from kawat.store import decisions

_PATIENCE = 120.0  # seconds for one answer, or for the server to begin


@contextmanager
def served(record: Path) -> Iterator[str]:
    """The address of a desk over a record, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kawat", "serve", str(record), "--port", str(port)]
    with subprocess.Popen(command) as process:  # nosec B603 # noqa: S603 - our own
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            httpx.get(address, timeout=_PATIENCE)
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the desk did not begin; run `kawat serve` to see why")


def places(address: str) -> dict[str, str]:
    """A page of each view that shows something of the record."""
    start = httpx.get(f"{address}/start.json", timeout=_PATIENCE).json()
    pair, article = (start["dyads"] or [{"one": "PRK", "other": "USA"}])[0], (start["articles"] or [{"id": "none"}])[0]
    found = {
        "start": _at("", {}),
        "search": _at("search", {"q": "presiden"}),
        "article": _at("article", {"id": article["id"]}),
        "dyad": _at("dyad", {"one": pair["one"], "other": pair["other"]}),
        "one against all": _at("dyad", {"one": pair["one"]}),
        "chart": _at("dyad.svg", {"one": pair["one"], "other": pair["other"]}),
        "ledger": _at("ledger", {"holder": pair["one"]}),
        "actor": _at("actor", {"name": pair["one"]}),
        "review": _at("review", {"by": "measure"}),
        "quality": _at("quality", {}),
    }
    if start.get("stories"):
        found |= {"stories": _at("stories", {}), "story": _at("story", {"id": start["stories"][0]["id"]})}
    return found


def _at(name: str, asked: dict[str, str]) -> str:
    return f"/{name}?{urlencode(asked)}"


def times(address: str, place: str, rounds: int, log: Path | None) -> list[float]:
    """Milliseconds of some answers, after one that warms up.

    Where `log` is given, the record's log of decisions is touched before each, so that no page is remembered.
    """
    found = []
    for number in range(rounds + 1):
        if log is not None:
            log.touch()
        begin = time.perf_counter()
        httpx.get(address + place, timeout=_PATIENCE).raise_for_status()
        if number:
            found.append(1000 * (time.perf_counter() - begin))
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def crowd(address: str, asked: Sequence[str], readers: int, seconds: float) -> dict[str, Any]:
    """Readers who ask one page after another: how many answers, faults, and the slowest of twenty."""
    taken: list[float] = []
    faults = 0
    end = time.monotonic() + seconds

    async def reader(first: int) -> None:
        nonlocal faults
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            for place in itertools.islice(itertools.cycle(asked), first, None):
                if time.monotonic() > end:
                    return
                begin = time.perf_counter()
                try:
                    answer = await client.get(address + place)
                    faults += answer.status_code != httpx.codes.OK
                except httpx.HTTPError:
                    faults += 1
                taken.append(1000 * (time.perf_counter() - begin))

    await asyncio.gather(*(reader(number) for number in range(readers)))
    return {"answers": len(taken), "faults": faults, "median": median(taken), "p95": percentile(taken, 0.95)}


def main() -> None:
    """Print the times of each view, then those of many readers at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", type=Path)
    parser.add_argument("--rounds", type=int, default=20, help="answers of each view that are measured")
    parser.add_argument("--fresh", action="store_true", help="the desk is to remember no page")
    parser.add_argument("--readers", type=int, default=0, help="readers at once; 0: none")
    parser.add_argument("--seconds", type=float, default=60, help="how long they read")
    parser.add_argument("--ingest", type=Path, help="articles that are ingested into the record meanwhile")
    told = parser.parse_args()
    with served(told.record) as address:
        asked = places(address)
        for name, place in tuple(asked.items()):
            status = httpx.get(address + place, timeout=_PATIENCE).status_code
            if status != httpx.codes.OK:
                print(f"{name:16} status {status}")  # such as 503 where the record was never linked
                del asked[name]
                continue
            found = times(address, place, told.rounds, told.record / decisions.NAME if told.fresh else None)
            print(f"{name:16} median {median(found):7.1f}  p95 {percentile(found, 0.95):7.1f} ms", flush=True)
        if told.readers:
            into = ["ingest", str(told.ingest), "--into", str(told.record), "--model", "none", "--no-link"]
            command = [sys.executable, "-m", "kawat", *into]
            meanwhile = subprocess.Popen(command) if told.ingest else None  # nosec B603 # noqa: S603 - our own
            crowded = asyncio.run(crowd(address, list(asked.values()), told.readers, told.seconds))
            ended = meanwhile is not None and meanwhile.poll() is not None
            print(f"{told.readers} readers, {told.seconds:g} s: {crowded}{', ingest had ended' if ended else ''}")
            if meanwhile is not None:
                meanwhile.terminate()
                meanwhile.wait()


if __name__ == "__main__":
    main()
