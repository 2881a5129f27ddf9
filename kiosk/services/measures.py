"""What the hub counts, for Prometheus. Labels are names of routes, states and outcomes; never people or answers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Measures:
    """Counters of one hub, on a registry of its own so that two hubs in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "foyer_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self.request_seconds = Histogram(
            "foyer_request_seconds",
            "Time to answer; a wait for news counts as waiting.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self.submissions = Counter(
            "foyer_submissions", "Submissions kept, by the state they came in.", ("state",), registry=self._registry
        )
        self.attempts = Counter(
            "foyer_delivery_attempts", "Attempts to deliver.", ("outcome",), registry=self._registry
        )
        self.messages = Counter(
            "foyer_messages", "Messages to people outside.", ("channel", "outcome"), registry=self._registry
        )
        self.units = Histogram(
            "foyer_record_units_per_commit",
            "Units of work that shared one durable commit.",
            buckets=(1, 2, 4, 8, 16, 32, 64, 128),
            registry=self._registry,
        )
        self.backed_up = Gauge(
            "foyer_backup_newest_timestamp_seconds",
            "When the newest backup was made, in seconds since 1970; 0 when there is none.",
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Everything counted so far, in Prometheus' text format 0.0.4."""
        return generate_latest(self._registry)
