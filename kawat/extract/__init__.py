"""What one page says. Functions from values to values: no disk, network, clock or other page."""
