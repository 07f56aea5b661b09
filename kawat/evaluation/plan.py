"""What a large run takes: hours, cores, room and money, from figures that were measured.

    python -m kawat.evaluation.plan --articles 1000000 --rate 9.3 --cores 16 --core-hour 0.04 --gigabyte-month 0.10

`--rate` is what `make bench` prints for the whole path (articles a second of one CPU), `--writing` the part of it that
is input and record, which one process does however many read. `--linking` is what `kawat link` took, `--kilobytes` the
room that a record takes. Prices are yours to give; they have no usual value.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

_HOUR = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run. `rate`: articles a CPU second; `writing`, `linking`: CPU ms an article, of one process; `kilobytes`: room.

    `overhead`: what part more a cluster takes than one process for each core.
    """

    articles: int
    rate: float
    cores: int
    writing: float
    linking: float
    kilobytes: float
    overhead: float = 0.0

    @property
    def core_hours(self) -> float:
        """Hours of one core that reading takes."""
        return self.articles / self.rate * (1 + self.overhead) / _HOUR

    @property
    def hours(self) -> float:
        """Hours by the clock: reading on all cores, as fast as one process writes, then linking on one."""
        return max(self.core_hours / self.cores, self._hours_of(self.writing)) + self.linking_hours

    @property
    def linking_hours(self) -> float:
        """Hours that linking takes, on one core."""
        return self._hours_of(self.linking)

    def _hours_of(self, milliseconds: float) -> float:
        """Hours that so many for each article are."""
        return self.articles * milliseconds / 1_000 / _HOUR

    @property
    def gigabytes(self) -> float:
        """Room of the record."""
        return self.articles * self.kilobytes / 1e6

    def cost(self, core_hour: float, gigabyte_month: float, months: float) -> float:
        """The price of cores while reading, of one core while linking, and of the record's room for some months."""
        return (self.core_hours + self.linking_hours) * core_hour + self.gigabytes * gigabyte_month * months


def main(arguments: list[str] | None = None) -> None:
    """Tell what a run takes."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.plan", description=main.__doc__)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True, help="articles a second of one CPU, input to record")
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--writing", type=float, default=8.0, help="CPU ms of input and record an article [8]")
    parser.add_argument("--linking", type=float, default=1.6, help="CPU ms of linking an article [1.6]")
    parser.add_argument("--kilobytes", type=float, default=4.1, help="room of the record an article [4.1]")
    parser.add_argument("--overhead", type=float, default=0.0, help="part that a cluster takes more [0]")
    parser.add_argument("--core-hour", type=float, help="price of a core for an hour")
    parser.add_argument("--gigabyte-month", type=float, default=0.0, help="price of a GB for a month [0]")
    parser.add_argument("--months", type=float, default=1.0, help="that the record is kept [1]")
    given = parser.parse_args(arguments)
    if min(given.articles, given.rate, given.cores) <= 0:
        parser.error("--articles, --rate and --cores are more than 0")
    run = Run(
        articles=given.articles,
        rate=given.rate,
        cores=given.cores,
        writing=given.writing,
        linking=given.linking,
        kilobytes=given.kilobytes,
        overhead=given.overhead,
    )
    words = (
        f"{run.articles:,} articles: {run.core_hours:,.1f} core hours of reading, {run.linking_hours:,.1f} of linking"
    )
    sys.stdout.write(f"{words}; {run.hours:,.1f} hours on {run.cores} cores; {run.gigabytes:,.0f} GB\n")
    if given.core_hour is not None:
        sys.stdout.write(f"cost {run.cost(given.core_hour, given.gigabyte_month, given.months):,.2f}\n")


if __name__ == "__main__":
    main()
