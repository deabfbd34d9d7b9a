"""What an engine is: something that does jobs in other processes, here or on other machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from ..values import dataclass

MOST_DEATHS = 100  # of one job; an article causes two, and more than fifty such in one split are no accident
Job = tuple[str, tuple[Any, ...]]  # a name that is its own, and the arguments of the function


@dataclass(frozen=True, slots=True)
class Lost:
    """A job that could not be done, however often it was tried."""

    reason: str


class Engine(Protocol):
    """Does jobs somewhere else, and does those again whose worker died."""

    def each(
        self, function: Callable[..., dict[str, Any]], jobs: Iterable[Job]
    ) -> Iterator[tuple[str, dict[str, Any] | Lost] | None]:
        """Yield the result of each job as it is done, or that it is lost, and None about each second in between.

        What the function raises is raised here.
        """
