"""What a visitor touches. Kivy, and presenters that run without it."""
