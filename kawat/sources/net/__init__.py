"""Addresses of the web -> raw pages: safely (addresses, client, coding), politely (robots, reservations, visitor)."""
