"""A terminal's own life: what it keeps, owes and knows, so that it serves people with the hub gone."""
