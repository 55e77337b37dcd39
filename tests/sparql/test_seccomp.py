"""The filter of system calls, tried in a process of its own."""

import subprocess
import sys

import pytest

from kg.sparql import seccomp

pytestmark = pytest.mark.skipif(seccomp.machine() is None, reason="no filter is known for this machine")

TRIED = {
    "socket": "import socket; socket.socket()",
    "socketpair": "import socket; socket.socketpair()",
    "execve": "import os; os.execv('/bin/true', ['true'])",
    "fork": "import os; os.fork()",
    "spawn": "import subprocess; subprocess.run(['/bin/true'])",
    "kill": "import os; os.kill(os.getppid(), 0)",
    "write": "open('/tmp/lianmu-seccomp', 'w')",
    "append": "open('/dev/null', 'a')",
    "remove": "import os; os.unlink('/tmp/lianmu-seccomp')",
    "rename": "import os; os.rename('/tmp/lianmu-seccomp', '/tmp/x')",
    "mkdir": "import os; os.mkdir('/tmp/lianmu-seccomp')",
}
START = "from kg.sparql import seccomp; seccomp.forbid(seccomp.machine())\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", START + code], check=False, capture_output=True, text=True)


@pytest.mark.parametrize("name", TRIED)
def test_forbidden_call_fails(name: str) -> None:
    """The call fails as one that needs permission, and the process lives to say so."""
    code = f"try:\n    {TRIED[name]}\nexcept OSError as error:\n    print(type(error).__name__)"
    assert run(code).stdout.strip() in {"PermissionError", "BlockingIOError"}


def test_reading_computing_and_threads_go_on() -> None:
    """What a query needs is left."""
    code = (
        "import threading; t = threading.Thread(target=lambda: print(open('/proc/self/stat').read(1) != '')); "
        "t.start(); t.join()"
    )
    assert run(code).stdout.strip() == "True"


def test_abort_ends_the_process_itself() -> None:
    """Out of memory, the library aborts: that signal to oneself is allowed."""
    assert run("import os; os.abort()").returncode == -6


@pytest.mark.parametrize("name", ["x86_64", "aarch64"])
def test_program_is_whole_for_every_machine(name: str) -> None:
    """Each instruction has eight bytes, jumps stay inside, and the last one allows."""
    code = seccomp.program(seccomp._MACHINES[name], 1)
    assert len(code) % 8 == 0
    count = len(code) // 8
    assert count < 4096
    for at in range(count):
        operation, true, false = int.from_bytes(code[at * 8 : at * 8 + 2], "little"), code[at * 8 + 2], code[at * 8 + 3]
        if operation in {0x15, 0x35, 0x45}:
            assert at + 1 + max(true, false) < count
    assert code[-8:] == bytes.fromhex("060000000000ff7f")
