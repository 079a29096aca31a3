"""The door for a web server."""

import multiprocessing
import os
import signal

from django.core.wsgi import get_wsgi_application

from liren.site.children import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.site.settings")

if (parent := multiprocessing.parent_process()) and parent.pid:
    # a web process without its server would hold the port and answer nobody
    die_with(parent.pid, signal.SIGKILL)

application = get_wsgi_application()
