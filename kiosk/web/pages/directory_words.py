"""The words of the directory's pages."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.directory import Kind
from kiosk.domain.imports import Outcome
from kiosk.domain.ladders import LONGEST_ALONE, Rung
from kiosk.interfaces.records.directory import ImportState

KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.PERSON: ("People", "Somebody who can be visited: an officer of the council, or somebody of a tenant’s."),
    Kind.TEAM: ("Teams", "People who work together, of the council or of a tenant."),
    Kind.TENANT: ("Tenants", "Somebody else who has rooms in the building."),
    Kind.SERVICE: ("Services", "Something that is done for people, by the council or by somebody else."),
    Kind.BODY: (
        "Other bodies",
        "Where people are often sent: the county, the NHS, a charity.",
    ),
}
"""What several of a kind are called, and what one is."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("given", "family", "name", "name_cy", "summary", "summary_cy", "job", "lgsl")),
    ("Where they belong", ("team", "tenant", "body", "place", "deputy", "address")),
    ("How they are reached", ("telephone", "email", "website", "form", "hours")),
    ("What visitors should know", ("alert", "alert_cy", "fees", "languages", "accessibility", "accessibility_cy")),
    ("How they are found", ("sounds_like", "do_not_list")),
)
"""The fields of a form by their headings; a kind has only some of them."""

HINTS: Mapping[str, str] = {
    "family": "Visitors see its first letter only.",
    "name_cy": "Shown to people who use Welsh.",
    "summary": "In a sentence or two, for people who do not know.",
    "job": "For staff. Visitors do not see it.",
    "lgsl": "Its number in the Local Government Services List, such as 524.",
    "team": "One of the teams of this directory.",
    "place": "Where in the building, in words such as Second floor, by the lift.",
    "deputy": "Who stands in: the name, or the e-mail address where two have the same.",
    "address": "A line each.",
    "telephone": "Landlines, mobiles and free numbers. Short ones such as 101 are fine.",
    "website": "Begins with https://",
    "form": "Visitors are offered this form instead of a conversation.",
    "hours": "Such as Monday to Friday, 8:30am to 5pm; Saturday, 10am to midday. Leave empty if nobody has said.",
    "alert": "Something out of the ordinary, such as Moved to the library until June.",
    "fees": "What it costs, or that it is free.",
    "languages": "Besides English, such as Welsh, British Sign Language, Polish.",
    "accessibility": "What helps somebody who comes or rings, such as Please text: she does not hear the telephone.",
    "sounds_like": "Other words that find it, with commas: how a name sounds, nicknames, what people call a service.",
}
"""What is said below a label."""

RUNGS: Mapping[Rung, str] = {
    Rung.HOST: "Whom the visitor has come to see",
    Rung.DEPUTY: "Their deputy",
    Rung.PERSON: "One person",
    Rung.TEAM: "Everybody of the team, and its telephone",
    Rung.CONTACT_CENTRE: "The contact centre",
}

LADDER_RULE = f"The last step must begin within {LONGEST_ALONE} seconds, so that nobody waits unheard."

OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.ADD: ("Added", "govuk-tag--green"),
    Outcome.CHANGE: ("Changed", "govuk-tag--blue"),
    Outcome.REMOVE: ("Removed", "govuk-tag--orange"),
    Outcome.SAME: ("Same as now", "govuk-tag--grey"),
    Outcome.REFUSE: ("Not brought in", "govuk-tag--red"),
}
"""What a line of a file does, and the colour of its tag."""

IMPORT_STATES: Mapping[ImportState, tuple[str, str]] = {
    ImportState.PREVIEWED: ("Not applied", "govuk-tag--yellow"),
    ImportState.APPLIED: ("Applied", "govuk-tag--green"),
    ImportState.UNDONE: ("Undone", "govuk-tag--grey"),
}

REASONS: Mapping[str, str] = {
    "entry_changed": "Somebody else had changed it meanwhile.",
    "entry_in_use": "Other entries were part of it.",
    "entry_refused": "What was typed would not do.",
    "entry_unknown": "There was no such entry, or it was none of theirs.",
    "file_refused": "The file could not be read.",
    "import_stale": "The directory had changed since the file was looked at.",
    "import_unknown": "There was no such import, or it was past that.",
}

ACTIONS: Mapping[str, str] = {
    "entry_added": "Added to the directory",
    "entry_changed": "Changed the directory",
    "entry_removed": "Removed from the directory",
    "entry_restored": "Restored to the directory",
    "directory_previewed": "Looked at what a file would do to the directory",
    "directory_imported": "Imported a file into the directory",
    "directory_import_undone": "Undid an import into the directory",
    "directory_exported": "Exported the directory",
}

TROUBLES: Mapping[str, tuple[str, str]] = {
    "entry_unknown": (
        "There is no such entry",
        "It was removed, or the address is wrong. What was removed lately can be restored from the directory.",
    ),
    "entry_refused": (
        "It cannot be restored as it is",
        "What it was part of is not there any more. Restore that first, or add it anew.",
    ),
    "import_unknown": (
        "There is no such import",
        "It was applied or undone before, or it is too old. The import page shows what there is.",
    ),
}
