"""The product's settings over a throwaway home, so that no test ever touches real data."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="accord-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ACCORD_HOME"] = _home
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop

from accord.config.settings import *  # noqa: E402, F403
from accord.config.settings import HUEY  # noqa: E402

HUEY = {**HUEY, "immediate": True}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests only
AXES_ENABLED = False
