"""A door before PostgreSQL's socket that can lose an answer after the server has done what was asked."""

import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

SOCKET = ".s.PGSQL.5432"


class LossyDoor:
    """Passes bytes between the socket in ``door`` and the one in ``server`` until it is closed."""

    def __init__(self, server: Path, door: Path) -> None:
        self._server = server / SOCKET
        self._loses_next_answer = Event()
        self.lost = Event()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(door / SOCKET))
        self._listener.listen()
        self._ends: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._start(self._accept)

    def lose_next_answer(self) -> None:
        """Breaks the connection that the server answers next, keeping the answer back."""
        self._loses_next_answer.set()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for end in (self._listener, *self._ends):
            _hang_up(end)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._lead_on(client)

    def _lead_on(self, client: socket.socket) -> None:
        upstream = socket.socket(socket.AF_UNIX)
        self._ends += [client, upstream]
        try:
            upstream.connect(str(self._server))
        except OSError:  # the server is away just now
            _hang_up(client)
            return
        self._start(self._ask, client, upstream)
        self._start(self._answer, upstream, client)

    def _ask(self, client: socket.socket, upstream: socket.socket) -> None:
        with suppress(OSError):
            while asked := client.recv(65536):
                upstream.sendall(asked)
        _hang_up(upstream)

    def _answer(self, upstream: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while answer := upstream.recv(65536):
                if self._loses_next_answer.is_set():
                    self._loses_next_answer.clear()
                    self.lost.set()
                    break
                client.sendall(answer)
        _hang_up(client)

    def _start(self, work: object, *ends: socket.socket) -> None:
        thread = Thread(target=work, args=ends, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
