"""What terminals ask of the hub: `/api/v1`."""
