"""Memory of large arrays is kept for the next, in commands that ask for it."""

import platform
import subprocess
import sys

import pytest

WORK = """
import resource, sys
import numpy as np
from accord.store.memory import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
np.ones(4_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    np.ones(4_000_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def cleared_pages(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", WORK, how],
        capture_output=True,
        text=True,
        check=True,
        env={"NUMPY_MADVISE_HUGEPAGE": "0"},  # as small pages, which can be counted
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told to")
def test_the_next_array_takes_the_pages_of_the_last() -> None:
    assert cleared_pages("keep") * 10 < cleared_pages("as it is")
