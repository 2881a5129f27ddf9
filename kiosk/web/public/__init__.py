"""Pages that visitors open on their own phones: an application of its own, on a listener of its own."""
