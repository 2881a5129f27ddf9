"""The words of the pages about people, accounts and signing in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kiosk.domain.accounts import Credential, CredentialKind

REASONS: Mapping[str, str] = {
    "account_removed": "The person was removed here.",
    "code_refused": "The code was wrong, or was used before.",
    "credential_taken": "It opens for somebody else.",
    "credential_unknown": "There was none, or it was ended before.",
    "directory_away": "The council’s directory did not answer.",
    "directory_document": "What the council’s directory says of itself cannot be used.",
    "directory_said_no": "The council’s directory did not let them in.",
    "groups_left_out": "They are in too many groups for the directory to name them.",
    "invitation_unknown": "The link was wrong, used or too old.",
    "last_administrator": "Nobody else looks after everything.",
    "name_taken": "Somebody signs in with this name.",
    "no_role": "The directory knows them; nothing here is granted to them.",
    "no_second_factor": "There was no second factor.",
    "not_asked_for": "The browser that came back had not asked, or too long ago.",
    "not_yours_to_give": "It was not theirs to give or to take.",
    "own_account": "Somebody else has to do that.",
    "person_unknown": "There was nobody of this id whom they look after.",
    "token_claim": "The directory’s token was not for this hub and this question.",
    "token_expired": "The directory’s token was too old.",
    "token_missing": "The directory gave no token.",
    "token_signature": "The directory’s token was not signed by one of its keys.",
    "token_unfit": "The directory’s token cannot be used.",
    "not_noted": "The terminal could not write it down.",
    "pin_refused": "Not six digits, too easily guessed, or somebody else’s.",
    "unknown_staff": "The terminal did not know its staff at that moment.",
    "locked": "So many wrong PINs or cards that the terminal was locked.",
    "wait": "Too soon after a wrong PIN or card.",
    "wrong": "The PIN or card was nobody’s.",
    # The roles, beside the giving and taking of them.
    "administrator": "Administrator.",
    "contact_centre": "Contact centre.",
    "facilities": "Facilities.",
    "tenant_manager": "Tenant manager.",
    "tenant_user": "Tenant user.",
    "warden": "Fire warden.",
}

ACTIONS: Mapping[str, str] = {
    "card_made": "Let a card open",
    "credential_ended": "Ended a link, feed, PIN or card",
    "feed_made": "Made a calendar feed",
    "invitation_ended": "Took back an invitation",
    "invitation_sent": "Sent an invitation by e-mail",
    "link_made": "Made a link",
    "new_password_offered": "Made a link for a new password",
    "password_changed": "Changed their password",
    "person_invited": "Invited somebody",
    "person_let_back": "Let somebody come back by the directory",
    "person_removed": "Removed somebody",
    "pin_made": "Made a PIN",
    "proved": "Proved again who they are",
    "recovery_codes_renewed": "Made new recovery codes",
    "role_given": "Gave somebody a role",
    "role_taken": "Took a role away",
    "second_factor_removed": "Removed their second factor",
    "second_factor_reset": "Reset somebody’s second factor",
    "second_factor_set_up": "Set up a second factor",
    "terminal_cleaned": "Locked a terminal for cleaning, at it",
    "terminal_closed": "Closed the program of a terminal, at it",
    "terminal_door_opened": "Opened the menu for staff at a terminal",
    "terminal_door_refused": "Tried to open the menu for staff at a terminal",
    "terminal_health_read": "Read how a terminal is, at it",
    "terminal_pin_chosen": "Chose a PIN for terminals",
    "terminal_pin_ended": "Removed their PIN for terminals",
    "terminal_print_tested": "Printed a test page at a terminal",
    "terminal_restarted": "Restarted a terminal, at it",
    "terminal_sound_tested": "Tested the sound of a terminal",
    "session_ended": "Signed another browser of theirs out",
    "sessions_ended": "Signed somebody out everywhere",
}

TROUBLES: Mapping[str, tuple[str, str]] = {
    "account_removed": (
        "You were removed here",
        "The directory knows you, but somebody has ended your account at this hub. Ask an administrator.",
    ),
    "by_directory": (
        "Your council account looks after that",
        "Change your password and your second factor where you manage your council account.",
    ),
    "directory_away": (
        "The council’s directory does not answer",
        "Try again in a minute. If you have a password here, you can sign in with it meanwhile.",
    ),
    "directory_said_no": (
        "The directory did not let you in",
        "Go back to the sign-in page and try again, or ask your ICT service desk.",
    ),
    "groups_left_out": (
        "Your council account has too many groups",
        "So many that it does not name them. Ask your ICT service desk for an app role instead of a group.",
    ),
    "identity_refused": (
        "The directory’s answer cannot be used",
        "You are not signed in. Go back to the sign-in page and try again; the activity page says more.",
    ),
    "invitation_unknown": (
        "This link cannot be used",
        "It was used before, is more than 7 days old, was taken back, or is not complete. Ask for a new one.",
    ),
    "new_password_unknown": (
        "This link cannot be used",
        "It was used before, is more than a day old, or is not complete. Ask for a new one.",
    ),
    "last_administrator": (
        "Nobody else looks after everything",
        "Make somebody else administrator of every site first, with an account and a password of this hub.",
    ),
    "no_role": (
        "Nothing here is for you yet",
        "The directory knows you, but gives you no role at this hub. Ask whoever looks after Foyer at your council.",
    ),
    "not_asked_for": (
        "This page has expired",
        "Go back to the sign-in page and start again, in one browser and without its “back” button.",
    ),
    "not_granted": ("That is not for you", "Your role does not cover it. Ask an administrator if it should."),
    "not_yours_to_give": (
        "That is not yours to give",
        "You can give and take only roles that you could have at this site yourself.",
    ),
    "own_account": ("Somebody else has to do that", "Ask another person who looks after people."),
    "person_unknown": ("There is nobody here of that name", "They were removed, or the address is wrong."),
    "second_factor_needed": (
        "Your role needs a second factor",
        "You can set it up on another phone, but not do without it.",
    ),
}

CREDENTIALS: Mapping[CredentialKind, tuple[str, str]] = {
    CredentialKind.LINK: ("1 link", "{} links"),
    CredentialKind.FEED: ("1 calendar feed", "{} calendar feeds"),
    CredentialKind.PIN: ("1 PIN", "{} PINs"),
    CredentialKind.TERMINAL_PIN: ("1 PIN for terminals", "{} PINs for terminals"),
    CredentialKind.CARD: ("1 card", "{} cards"),
}
"""One of a kind, and several."""


def how_many(credentials: Iterable[Credential]) -> str:
    """`1 card, 2 calendar feeds`; empty when there is nothing."""
    counted = Counter(credential.kind for credential in credentials)
    return ", ".join(
        one if counted[kind] == 1 else several.format(counted[kind])
        for kind, (one, several) in CREDENTIALS.items()
        if counted[kind]
    )
