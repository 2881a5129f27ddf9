"""What needs a wire: blocking drivers, and the simulators that stand in for them."""
