"""The bureau of the workers' tests, for the rules that a whole house must keep."""

from tests.workers.conftest import bureau, cared_for, country, flows

__all__ = ["bureau", "cared_for", "country", "flows"]
