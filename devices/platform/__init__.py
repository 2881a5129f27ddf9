"""What keeps a terminal going: its power, its sound, its screen."""
