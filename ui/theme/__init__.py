"""How everything looks: colours, sizes and type, in one place."""
