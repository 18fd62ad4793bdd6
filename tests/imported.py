"""What `tests/prepared.py` forks from: a process in which all of KIMHub is imported, and nothing done yet.

No module of KIMHub reads a setting, starts a thread or opens anything while it is imported, so each process
forked from here begins as if it had imported them itself.
"""

import gc
import pkgutil
from importlib import import_module

import kimhub
from tests.prepared import end_with_parent

end_with_parent()
gc.disable()
for _module in pkgutil.walk_packages(kimhub.__path__, "kimhub."):
    if not _module.name.endswith(".__main__"):  # that would run the command
        import_module(_module.name)
for _name in ("uvicorn.main", "uvloop", "tests.make"):
    import_module(_name)
gc.freeze()  # the collections of a fork need not look through all this
gc.enable()
