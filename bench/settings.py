"""The portal's own settings with the floor's pages beside it: same middleware, same server, same database."""

import os

os.environ["DJANGO_ENV"] = "demo"  # sessions, static files and hashing as people have them, and 2020 as the present

from portal.settings import *  # noqa: F403
from portal.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "templates")
