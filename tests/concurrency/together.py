"""Several people at the same moment: a thread and a connection each, let go by one barrier, on real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from django.db import connection

from portal import clock

WAIT = 30  # seconds until a hung test says so


def together(moment: datetime, *acts: Callable[[], object]) -> list[object]:
    """Do all ``acts`` at once, at the business time ``moment``; what each returned, or the exception it ended with."""
    barrier = Barrier(len(acts), timeout=WAIT)

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            with clock.frozen(moment):
                barrier.wait()
                return act()
        except Exception as error:  # noqa: BLE001 the test looks at what each one ended with
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(WAIT) for done in [pool.submit(run, act) for act in acts]]


def failures(outcomes: list[object]) -> list[Exception]:
    """Those that ended with an exception."""
    return [one for one in outcomes if isinstance(one, Exception)]
