"""How devices and terminals are, in words for staff: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "printer": "Printer",
    "reader": "Reader",
    "relay": "Relay board",
    "contact": "Contacts",
    "ups": "Power supply",
    "sound": "Sound",
    "screen": "Panel",
    "camera": "Camera",
}
"""What a kind of device is called."""

REASONS: Mapping[str, tuple[str, str]] = {
    "starting": ("The terminal is looking for it.", "Wait a moment."),
    "paper_low": ("The paper is nearly out.", "Put in a new roll when nobody is waiting."),
    "paper_out": ("The paper is out.", "Put in a new roll, printed side as the last one."),
    "cover_open": ("Its cover is open.", "Close the cover until it clicks."),
    "cutter": ("Its blade is stuck.", "Switch it off, clear the paper from the blade, and switch it on."),
    "broken": ("It says that it is broken.", "Switch it off and on. If it says so again, call whoever repairs it."),
    "jam": ("Paper is caught in it.", "Open it, take the paper out, and close it."),
    "wrong_media": ("Another paper is in it than what is to be printed.", "Put in the paper that its settings name."),
    "ink_out": ("Its ink or toner is out.", "Put in a new cartridge."),
    "ink_low": ("Its ink or toner is nearly out.", "Have a new cartridge ready."),
    "no_format": (
        "It takes no kind of document that Foyer can write.",
        "Print through a queue of CUPS: docs/devices/printer.ipp.md shows how.",
    ),
    "ribbon_out": ("Its ribbon is out.", "Put in a new ribbon, or set the printer to labels that need none."),
    "paused": ("It is paused.", "Press its pause button."),
    "full": ("It takes no more.", "Switch it off and on."),
    "hot": ("It is too hot.", "It goes on by itself when it has cooled."),
    "error": ("It says that something is wrong.", "Look for paper that is caught, then switch it off and on."),
    "offline": (
        "It is there, but takes nothing.",
        "Press its feed button; if that does not help, switch it off and on.",
    ),
    "silent": ("It is there, but does not answer.", "See that it is switched on, then switch it off and on."),
    "stalled": ("It stopped in the middle.", "Switch it off and on."),
    "misspoke": (
        "It answers with something no such printer says.",
        "See that the speed of the line in the settings is the printer’s own.",
    ),
    "gone": ("It was there and has gone.", "See that its cable is in and that it has power."),
    "not_present": ("There is nothing where it should be.", "See that its cable is in and that it has power."),
    "busy": (
        "Another program uses it.",
        "End that program, or take the printer out of it: CUPS takes printers by itself.",
    ),
    "no_service": (
        "The program that looks after readers of cards (pcscd) does not run.",
        "Run foyer doctor on the terminal: it says how to begin it.",
    ),
    "no_permission": (
        "The terminal may not open it.",
        "Run foyer doctor on the terminal: it names the group to add.",
    ),
    "settings": ("Its settings cannot be used.", "Run foyer devices list on the terminal: it says which, and why."),
    "simulated": (
        "It is a simulated device, and this terminal serves real people.",
        "Connect a real one, and change its connection in the settings.",
    ),
    "hung": (
        "Its driver stopped answering and is begun anew.",
        "Wait a moment. If it happens often, switch it off and on.",
    ),
    "stuck": (
        "Its driver hangs, again and again.",
        "Switch it off and on, then restart the terminal. Send its log to whoever looks after Foyer.",
    ),
    "on_battery": (
        "The power has failed: it runs on its battery.",
        "See whether the whole building is without power.",
    ),
    "battery_low": (
        "The power has failed, and its battery is nearly empty.",
        "The terminal serves nobody and switches itself off. It comes back with the power.",
    ),
    "battery_old": ("Its battery has to be replaced.", "Order a battery for this model."),
    "overloaded": ("More hangs on it than it can feed.", "Unplug from it what is not the terminal's."),
    "no_output": ("It feeds nothing.", "Switch it on."),
    "no_battery": ("It feeds the terminal past its battery.", "Look at its own display, or call whoever mends it."),
    "covered": (
        "It sees nothing: it is covered, or the room is dark.",
        "Look what is in front of its lens, and wipe it.",
    ),
    "no_picture": (
        "It answers with something that is no picture.",
        "See that the address in the settings is that of its still picture (JPEG).",
    ),
    "password": (
        "It knows no such user, or not with this password.",
        "Put right user and password_env in the settings, and look at the camera's own list of users.",
    ),
    "certificate": (
        "Its certificate is not one that is trusted.",
        "Name the file of its certificate in the settings: certificates.",
    ),
    "stale": ("Nothing has been heard of it for a minute.", "See that its cable to the terminal is in."),
    "no_sound_server": (
        "There is no sound server to set its volume.",
        "Restart the terminal. Then run foyer doctor on it.",
    ),
    "no_output_for_sound": ("Nothing is connected that sounds.", "See that the loudspeaker’s cable is in."),
    "said_no": ("The system would not do it.", "Run foyer doctor on the terminal: it says what is missing."),
    "stuck_on": (
        "A relay is on that should be off: a door may be open.",
        "Go and look at the door. Then switch its board off and on. If it stays so, call whoever mends locks.",
    ),
    "driver_unknown": ("There is no driver of that name.", "Run foyer devices list on the terminal."),
    "driver_not_loaded": ("Its driver cannot be loaded.", "Run foyer devices list on the terminal."),
    "driver_failed": (
        "Its driver has a fault.",
        "Restart the terminal, and send its log to whoever looks after Foyer.",
    ),
}
"""What each reason means, and what to do. A terminal of a later version may say another."""

OTHER = ("It is in trouble.", "Run foyer devices list on the terminal.")

TERMINALS: Mapping[str, tuple[str, str]] = {
    "never_heard": ("It was enrolled, but has not called since.", "See that it is on and that its network works."),
    "silent": (
        "Nothing has been heard of it: it may be off, or its network may be down.",
        "See that it is on and that its network works.",
    ),
    "out_of_service": ("It serves nobody.", "Its page in the hub says why."),
    "doors": ("A door was forced or is held open.", "The page Doors says which. Look who is there, and shut it."),
    "held": (
        "It has submissions that the hub could not take.",
        "Tell whoever looks after Foyer: the hub's log says why.",
    ),
    "settings": (
        "Its settings cannot be used; it runs on the last good ones.",
        "Run foyer doctor on the terminal: it says which, and why.",
    ),
    "clock": ("It does not know the time.", "See that it reaches the hub; the time comes from there."),
    "disk": ("Its disk is nearly full.", "Run foyer doctor on the terminal: it says how much room there is."),
}
"""What is wrong with a terminal itself, by the name of its trouble."""

EVENTS: dict[str, tuple[str, str]] = {
    "door_forced": ("The door was opened, and nobody had released it.", "Look who is there, and shut the door."),
    "door_held_open": ("The door has stood open for a long time.", "Look what holds it, and shut it."),
    "door_opened_twice": (
        "The door was opened a second time after it had shut: somebody else may have come in.",
        "Look who is in the building.",
    ),
    "door_fire": (
        "The fire panel’s contact has opened.",
        "Follow the fire plan. If there is no fire, look at the wire to the panel.",
    ),
}
"""What can happen at a device that has no end, and what to do. `Alerts.alert` tells of these and of no other."""
