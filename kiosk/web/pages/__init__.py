"""The staff's pages: plain HTML that works without JavaScript."""
