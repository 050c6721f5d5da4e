"""How the C library deals with the memory of large arrays."""

import ctypes
import platform
from typing import Final

#: What ``mallopt`` of glibc calls its settings, and what they are set to: blocks of any size come from
#: the heap, and the heap is not made smaller when one is freed.
_KEEP: Final = {
    "M_MMAP_MAX": (-4, 0),
    "M_TRIM_THRESHOLD": (-1, (1 << 31) - 1),
    "M_ARENA_MAX": (-8, 1),
    "M_TOP_PAD": (-2, 1 << 28),
}


def keep_freed_memory() -> None:
    """Keep the memory of freed arrays for the next ones, where the C library is glibc.

    Given back and asked for again, the system clears every page anew; that took a third of a pass over ten
    million rows. For commands that end soon: a server should give back what it does not use.
    """
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        for setting, value in _KEEP.values():
            library.mallopt(setting, value)
