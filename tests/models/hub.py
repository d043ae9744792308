"""A web server with files that arrive whole, late, cut off, wrong or not at all: on loopback, in threads of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hub:
    """What the server has and how it behaves; change it while it runs.

    Attributes:
        files: Path → contents.
        cut: Bytes after which the next so many answers break off.
        cuts_left: How many answers still break off.
        ranges: Whether ``Range`` is understood.
        busy: How many answers are still 503.
        wrong_start: Whether a range is answered from another place than was asked for.
        redirects: Path → address.
        asked: Path and Range header of every request.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    cut: int = 0
    cuts_left: int = 0
    ranges: bool = True
    busy: int = 0
    wrong_start: bool = False
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def hub() -> Iterator[Hub]:
    """Serve a new, empty hub."""
    here = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            here.asked.append((self.path, wanted))
            if self.path in here.redirects:
                self.send_response(302)
                self.send_header("Location", here.redirects[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if here.busy:
                here.busy -= 1
                self.send_error(503)
                return
            if self.path not in here.files:
                self.send_error(404)
                return
            content = here.files[self.path]
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and here.ranges else 0
            if start and start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                told = start + 5 if here.wrong_start else start
                self.send_header("Content-Range", f"bytes {told}-{len(content) - 1}/{len(content)}")
            body = content[start:]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if here.cuts_left:
                here.cuts_left -= 1
                body = body[: here.cut]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
