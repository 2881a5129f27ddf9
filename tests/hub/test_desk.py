"""What staff work with, in the record: the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from devices.simulators.receiver import Receiver
from kiosk.domain.confirmations import Confirmation
from kiosk.domain.hand_overs import HandOver, Holder, Work
from kiosk.domain.searches import AuditSearch, SubmissionSearch
from kiosk.domain.uses import Counted, Face, Use
from kiosk.interfaces.facts import Kept, SubmissionState
from kiosk.services.audit import Actor
from kiosk.store.migrations.versions import r0008_submissions as step
from tests.support.hubs import Running, Terminal, running_hub
from tests.support.records import engine_of

DAY = date(2026, 11, 23)


def test_submissions_are_found_by_all_that_is_asked(running: Running, terminal: Terminal) -> None:
    first, second = terminal.submission(), terminal.submission({})
    for each in (first, second):
        assert terminal.send(each).status_code == 201
    store, now = running.hub.store, running.clock.now()

    def found(wanted: SubmissionSearch) -> list[str]:
        rows = running.do(store.read(lambda record: record.submissions.find(wanted, 0, 10)))
        assert running.do(store.read(lambda record: record.submissions.fitting(wanted))) == len(rows)
        sealed = running.do(store.read(lambda record: record.submissions.find_sealed(wanted, 0, 10)))
        assert [row for row, _ in sealed] == rows
        assert all(sealed for _, sealed in sealed)
        return [row.reference for row in rows]

    assert found(SubmissionSearch()) == [second.reference, first.reference]
    assert found(SubmissionSearch(references=(first.reference, "ZZZ-ZZZ-ZZZ"))) == [first.reference]
    assert found(SubmissionSearch(beginning=first.reference[:5])) == [first.reference]
    assert found(SubmissionSearch(beginning="%")) == []
    assert found(SubmissionSearch(state=SubmissionState.NEEDS_REVIEW.value)) == [second.reference]
    assert found(SubmissionSearch(forms=(("missed-bin", 1),), terminal_id=terminal.id)) == [
        second.reference,
        first.reference,
    ]
    assert found(SubmissionSearch(forms=())) == []
    assert found(SubmissionSearch(terminal_id=uuid4())) == []
    assert found(SubmissionSearch(since=now - timedelta(hours=1), until=now + timedelta(hours=1))) != []
    assert found(SubmissionSearch(since=now + timedelta(hours=1))) == []
    there = running.do(store.read(lambda record: record.submissions.there([first.reference, "ZZZ-ZZZ-ZZZ"])))
    assert there == [first.reference]


def test_numbers_of_use_add_up_and_a_sum_only_grows(running: Running) -> None:
    store = running.hub.store
    use = Use(DAY, "missed-bin", uuid4(), Face.TERMINAL, "cy")
    run = uuid4()

    def between(first: date, last: date) -> list[Counted]:
        return running.do(store.read(lambda record: record.uses.between(first, last)))

    for _ in range(3):
        running.do(store.transact(lambda record: record.uses.sent(use)))
    for total in (5, 7, 6):
        running.do(store.transact(lambda record, total=total: record.uses.started(use, run, total)))
    running.do(store.transact(lambda record: record.uses.started(use, uuid4(), 2)))
    assert between(DAY, DAY) == [Counted(use, 3, 9)]
    running.do(store.transact(lambda record: record.uses.sent(replace(use, day=DAY + timedelta(days=1)))))
    assert [each.sent for each in between(DAY, DAY + timedelta(days=1))] == [3, 1]
    assert between(DAY - timedelta(days=2), DAY - timedelta(days=1)) == []


def test_what_was_sent_before_there_were_numbers_is_counted(running: Running, terminal: Terminal) -> None:
    for _ in range(2):
        terminal.send(terminal.submission())
    engine = engine_of(running.data)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM uses")
        connection.exec_driver_sql(step.COUNT_BEFORE[connection.dialect.name])
    engine.dispose()
    today = running.clock.now().date()
    counted = running.do(running.hub.store.read(lambda record: record.uses.between(today, today)))
    assert [(each.use.form_id, each.use.language, each.sent) for each in counted] == [("missed-bin", "", 2)]


def test_whose_turn_it_is_changes_hands(running: Running, terminal: Terminal) -> None:
    sent = terminal.submission()
    terminal.send(sent)
    store, now = running.hub.store, running.clock.now()
    one, other = Holder("person", uuid4(), "Ffion"), Holder("team", uuid4(), "Waste")

    def put(holder: Holder) -> None:
        given = HandOver(sent.id, holder, Work.NEW, "Desk", now, now)
        running.do(store.transact(lambda record: record.hand_overs.put(given)))

    def open_with(holder: Holder) -> list[HandOver]:
        return running.do(store.read(lambda record: record.hand_overs.open_with([holder.id])))

    put(one)
    put(other)
    assert open_with(one) == []
    assert [each.holder for each in open_with(other)] == [other]
    running.do(store.transact(lambda record: record.hand_overs.mark(sent.id, Work.DONE, now)))
    assert open_with(other) == []
    assert [each.work for each in running.do(store.read(lambda record: record.hand_overs.on([sent.id])))] == [
        Work.DONE
    ]


def test_a_confirmation_takes_the_place_of_the_one_before(running: Running) -> None:
    store, now = running.hub.store, running.clock.now()
    for who in ("Ffion", "Tudur"):
        said = Confirmation("numbers", now, who, None, "digest")
        running.do(store.transact(lambda record, said=said: record.confirmations.put(said)))
    kept = running.do(store.read(lambda record: record.confirmations.all()))
    assert {line: each.who for line, each in kept.items()} == {"numbers": "Tudur"}
    assert running.do(store.transact(lambda record: record.confirmations.take_back("numbers")))
    assert not running.do(store.transact(lambda record: record.confirmations.take_back("numbers")))


def test_the_audit_is_searched_whatever_the_case_and_whatever_the_signs(running: Running) -> None:
    audit = running.hub.audit
    for who in ("Siân 100% Prŷs", "Siân_Prŷs", "somebody"):
        running.do(audit.record(Actor(who), "counted", "subject-7", "done"))

    def found(**wanted: str) -> list[str]:
        return [entry.who for _, entry in running.do(audit.find(AuditSearch(**wanted), None, 10))]

    assert found(who="100% pr") == ["Siân 100% Prŷs"]
    assert found(who="_") == ["Siân_Prŷs"]
    assert found(who="SOMEBODY") == ["somebody"]
    assert len(found(subject="JECT-7")) == 3
    numbers = [number for number, _ in running.do(audit.find(AuditSearch(), None, 10))]
    assert numbers == sorted(numbers, reverse=True)
    assert [number for number, _ in running.do(audit.find(AuditSearch(), numbers[0], 10))] == numbers[1:]


def test_queues_tell_what_is_owed_to_each_service(tmp_path: Path, receiver: Receiver) -> None:
    with running_hub(tmp_path / "hub", "hub.secure_cookies=false", service_url=receiver.url) as running:
        terminal = running.terminal()
        receiver.answer_next(422)
        terminal.send(terminal.submission())
        terminal.hear_of("submission_failed")
        terminal.send(terminal.submission())
        terminal.hear_of("submission_accepted")
        (queue,) = running.do(running.hub.store.read(lambda record: record.deliveries.queues()))
        assert (queue.destination, queue.waiting, queue.dead) == ("waste", 0, 1)
        assert queue.accepted_at is not None


def test_a_note_goes_when_what_it_is_about_has_gone(tmp_path: Path, receiver: Receiver) -> None:
    with running_hub(tmp_path / "hub", "hub.secure_cookies=false", service_url=receiver.url) as running:
        terminal, store, notes = running.terminal(), running.hub.store, running.hub.desk.notes
        accepted, unfit = terminal.submission(), terminal.submission({})
        for each in (accepted, unfit):
            terminal.send(each)
            running.do(notes.add(each.id, "Rang back", Actor("Ffion")))
        terminal.hear_of("submission_accepted")
        later = running.clock.now() + timedelta(days=1)

        def erase(kind: Kept) -> int:
            return running.do(store.transact(lambda record: record.retention.erase(kind, later, 100)))

        assert erase(Kept.NOTES) == 0
        assert erase(Kept.SUBMISSIONS) == 1
        assert erase(Kept.NOTES) == 1
        assert running.do(notes.of(accepted.id)) == []
        assert [note.text for note in running.do(notes.of(unfit.id))] == ["Rang back"]
