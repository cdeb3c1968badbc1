"""Work on a stranger's file in a child process with limits: what a file does to its reader, it does to nobody else.

A module that reads such files ends with ``if __name__ == "__main__": sandbox.serve(work)`` and is asked by its name.
The child gets the bytes and nothing else: no environment, no database, no keys.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portal.refusal import Refused

ROOT = Path(__file__).resolve().parent.parent
MEMORY, SECONDS = 1 << 30, 20
TOO_MUCH = "文件太大或太复杂,读不下去,什么也没有保存。请只留下要用的那一张表、删去空行空列,另存后再上传。"


def ask(module: str, content: bytes):
    """What ``module`` makes of ``content``, as JSON holds it. Raises Refused: in its words, or that it was too much."""
    call = [sys.executable, "-m", module]
    try:
        done = subprocess.run(call, input=content, capture_output=True, cwd=ROOT, env={}, timeout=SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Refused([TOO_MUCH]) from error
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer["found"]


def serve(work: Callable[[bytes], object]) -> None:
    """In the child: limits first, then the work; its answer or its refusal goes to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = {"found": work(sys.stdin.buffer.read())}
    except Refused as error:
        answer = {"refused": error.messages}
    sys.stdout.write(json.dumps(answer))
