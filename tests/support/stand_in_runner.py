"""A runner of the form format for two pages and a summary, as its published source answers."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from devices.simulators.standing_in import StandIn

PAGE = '<form><input type="hidden" name="crumb" value="a-crumb"/></form>'
WRONG = '<ul class="govuk-list govuk-error-summary__list"><li><a href="#bins">enter how many</a></li></ul>'


class StandInRunner(StandIn, ThreadingHTTPServer):
    """Attributes: `published` is what it was given; `previews` whether it takes any; `many` where a number above two
    leads."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.published: dict[str, Any] = {}
        self.previews = True
        self.many = "/many"
        self.most = 99


class _Handler(BaseHTTPRequestHandler):
    server: StandInRunner

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self._answer(200, PAGE)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"])).decode("utf-8")
        if self.path == "/publish":
            if self.server.previews:
                given = json.loads(sent)
                self.server.published[given["id"]] = given["configuration"]
            self._answer(204 if self.server.previews else 403, "")
            return
        _, form, page = self.path.split("/", 2)
        if 'name="crumb"\r\n\r\na-crumb' not in sent:
            self._answer(403, "")
        elif page == "many":
            self._to(f"/{form}/summary")
        else:
            number = sent.partition('name="bins"\r\n\r\n')[2].partition("\r\n")[0]
            if not number.isdigit() or int(number) > self.server.most:
                self._answer(200, WRONG)
            else:
                self._to(f"/{form}{self.server.many if int(number) > 2 else '/summary'}")

    def _to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("location", address)
        self.send_header("content-length", "0")
        self.end_headers()

    def _answer(self, status: int, page: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page.encode())
