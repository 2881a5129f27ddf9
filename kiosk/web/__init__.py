"""The hub's web application: the terminals' API and the staff's pages."""
