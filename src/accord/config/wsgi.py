"""The door for the web server."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from accord.config.serve import SUPERVISED, watch_parent

os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
application = get_wsgi_application()
if SUPERVISED in os.environ:
    watch_parent(signal.SIGKILL)  # the server's own worker process, should its parent vanish
