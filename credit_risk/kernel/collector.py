"""Python's garbage collector, out of the way of work that makes no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the collector off for the block, and on again however the block ends.

    A night makes millions of figures, none of them in cycles; looking for those time and again
    costs a fifth of it.

    >>> with without_collector():
    ...     with without_collector():
    ...         gc.isenabled()
    ...     gc.isenabled()
    False
    False
    >>> gc.isenabled()
    True
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
