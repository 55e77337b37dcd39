"""When a process that goes on by itself is to end: at a signal, or when the server that started it has died."""

import os
import signal

__all__ = ["Stopping"]


class Stopping:
    """Says when to end; made once, in the main thread of a process that follows."""

    def __init__(self) -> None:
        self._asked = False
        self._parent = int(os.environ.get("LIANMU_PARENT", "0"))
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._ask)

    def _ask(self, _number: int, _frame: object) -> None:
        self._asked = True

    def __call__(self) -> bool:
        """Tell whether to end now."""
        return self._asked or bool(self._parent and os.getppid() != self._parent)
