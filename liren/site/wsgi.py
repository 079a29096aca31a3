"""The door for a web server."""

import multiprocessing
import os
import signal

from liren.site.children import die_with
from liren.site.waste import keep_loaded

if (parent := multiprocessing.parent_process()) and parent.pid:
    # a web process without its server would hold the port and answer nobody
    die_with(parent.pid, signal.SIGKILL)
    # until the web process has handlers of its own, those inherited from its server would make
    # it deaf to being stopped
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.site.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 — now, or the first visitor waits for all imports
keep_loaded()
