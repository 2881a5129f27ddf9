"""An operator's data: settings in layers, sites and forms. No code."""
