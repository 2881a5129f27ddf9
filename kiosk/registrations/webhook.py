"""Posts submissions as signed JSON to a service."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field

from kiosk.gateways.webhook import Destination, Webhook
from kiosk.interfaces.registrations import Around, Dispatch, Options, Registered, Target, Trouble


class WebhookOptions(Options):
    """Where it is posted, and which environment variable holds the secret for the signature."""

    url: str = Field(pattern=r"^https?://")
    secret_env: str = Field(pattern=r"^FOYER_SECRET_[A-Z0-9_]+$")


class WebhookTarget(Target[WebhookOptions]):
    """A service that listens for HTTP. How it reads what it gets: docs/how-to/connect-a-service.md."""

    options_model = WebhookOptions

    def __init__(self, options: WebhookOptions, around: Around) -> None:
        super().__init__(options, around)
        secret = around.secret(options.secret_env).encode("utf-8")
        self._webhook = Webhook(Destination(options.url, secret), around.clock, around.timeout)

    @property
    def where(self) -> str:
        return self.options.url

    @property
    def url(self) -> str:
        return self.options.url

    def check_config(self) -> Iterator[Trouble]:
        """Whether something listens there. Nothing is posted: a service could take it for a submission."""
        parts = urlsplit(self.options.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            socket.create_connection((parts.hostname or "", port), self.around.timeout).close()
        except OSError as error:
            because = error.strerror or type(error).__name__
            yield Trouble(
                f"nothing answers at {parts.hostname}:{port} ({because})",
                "check the address, the network between, and that the service runs",
            )

    def register(self, dispatch: Dispatch) -> Registered:
        return self._webhook.post(dispatch.key, dispatch.body)

    def post(self, key: UUID, body: bytes) -> Registered:
        return self._webhook.post(key, body)
