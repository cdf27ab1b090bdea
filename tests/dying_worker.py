"""Preloaded by a Dask worker: of every kind of batch the first one that is begun kills its worker.

GOVTEXT_TEST_DEATHS names the folder in which each death leaves a file.
"""

import os
import signal
from pathlib import Path

from distributed import WorkerPlugin


class Dying(WorkerPlugin):
    def __init__(self, deaths):
        self.deaths = Path(deaths)

    def transition(self, key, start, finish, **kwargs):
        if finish != "executing" or not str(key).rpartition("-")[2].isdigit():
            return
        name = str(key).rpartition("-")[0].rpartition("-")[0]
        try:
            (self.deaths / name).open("x", encoding="utf-8").close()
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


async def dask_setup(worker):
    await worker.plugin_add(Dying(os.environ["GOVTEXT_TEST_DEATHS"]))
