"""A real Dask scheduler with two worker processes, for tests."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress


class DaskCluster:
    """Started through Dask's own command line, as a user does."""

    def __init__(self, root, environment=None, workers=2, nanny=False, port=None, preload=None):
        self.port = port or _free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._how = {
            "cwd": root, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True,
            "env": {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]), **(environment or {})},
        }
        self.scheduler = self._start("scheduler", "--port", str(self.port), "--host", "127.0.0.1", "--no-dashboard")
        options = ["--nthreads", "1", "--no-dashboard", "--nanny" if nanny else "--no-nanny"]
        options += ["--preload", str(preload)] if preload else []
        self.workers = [self._start("worker", self.address, *options) for _ in range(workers)]

    def _start(self, what, *arguments):
        return subprocess.Popen([sys.executable, "-m", "dask", what, *arguments], **self._how)

    def wait(self, seconds=60):
        from distributed import Client

        with Client(self.address, timeout=seconds, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=seconds)
        return self

    def close(self):
        import psutil

        for process in (*self.workers, self.scheduler):
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()
            process.wait()


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
