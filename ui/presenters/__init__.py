"""What each screen says and what a press does, without Kivy."""
