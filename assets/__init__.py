"""What the screens and pages are dressed in: fonts, icons, styles, translations. No code."""
