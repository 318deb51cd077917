import os
import time
from datetime import date, datetime


def dated():
    # ruleid: clock-in-a-pure-place, wall-clock
    first = time.time()
    # ruleid: clock-in-a-pure-place, wall-clock
    second = datetime.now()
    # ruleid: clock-in-a-pure-place, wall-clock
    third = date.today()
    # ruleid: clock-in-a-pure-place
    fourth = time.monotonic()
    # ok: clock-in-a-pure-place, wall-clock
    return datetime.fromtimestamp(first), second, third, fourth


def set_up():
    # ruleid: setting-read-aside
    home = os.environ["HOME"]
    # ruleid: setting-read-aside
    token = os.getenv("LASOMI_TOKEN")
    # ok: setting-read-aside
    return os.path.join(home, token)
