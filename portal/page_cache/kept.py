"""Values that hold until something changes: counted once an epoch, not once a request."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings

from portal.page_cache.epoch import epoch

MOST = 500

_values: OrderedDict[Hashable, tuple[str, float, Any]] = OrderedDict()
_lock = threading.Lock()


def kept[T](key: Hashable, compute: Callable[[], T]) -> T:
    """The value of `compute`, from this process's memory while the epoch it was computed in holds.

    For what is the same for every viewer. As with pages: the epoch is read first, so that a value computed from rows
    of before a change is never found after it, and `PAGE_CACHE_SECONDS` is the longest it stays.
    """
    now = epoch().read() if settings.PAGE_CACHE else None
    if now is None:
        return compute()
    with _lock:
        known = _values.get(key)
    if known is not None and known[0] == now and known[1] > time.monotonic():
        value: T = known[2]
        return value
    value = compute()
    with _lock:
        _values[key] = (now, time.monotonic() + settings.PAGE_CACHE_SECONDS, value)
        _values.move_to_end(key)
        if len(_values) > MOST:
            _values.popitem(last=False)
    return value
