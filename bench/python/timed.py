"""Runs a command and writes what the system says about it: seconds, CPU seconds of all its processes, peak memory.

timed.py RESULT.json COMMAND [ARGUMENT...]
"""

import json
import resource
import subprocess
import sys
import time

result_path, *command = sys.argv[1:]
started = time.perf_counter()
status = subprocess.run(command).returncode
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
# Linux counts in KiB, macOS in bytes.
unit = 1 if sys.platform == "darwin" else 1024
with open(result_path, "w", encoding="utf-8") as file:
    json.dump(
        {"seconds": seconds, "cpuSeconds": usage.ru_utime + usage.ru_stime, "largestProcessBytes": usage.ru_maxrss * unit},
        file,
    )
sys.exit(status)
