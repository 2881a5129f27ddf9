"""What the services need from each noun's rows: one Protocol a file. A record holds them all."""
