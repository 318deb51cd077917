"""Django's settings. PEER_DATABASE: the file; PEER_PRAGMAS: what SQLite is told first, or nothing."""

import os

SECRET_KEY = "measured-on-loopback-only"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.peers.rapid.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["PEER_DATABASE"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": os.environ.get("PEER_PRAGMAS", "")},
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rapidsms",
    "rapidsms.backends.database",
    "rapidsms.contrib.messagelog",
]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
INSTALLED_BACKENDS = {"bench": {"ENGINE": "rapidsms.backends.database.DatabaseBackend"}}
RAPIDSMS_ROUTER = "rapidsms.router.blocking.BlockingRouter"
