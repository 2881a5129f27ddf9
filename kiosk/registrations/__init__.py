"""The registration targets that come with Foyer, one file each; docs/how-to/write-a-destination.md tells how to
write another."""
