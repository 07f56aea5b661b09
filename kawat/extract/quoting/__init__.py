"""How quotations are found: marks, periods, reports and speakers, one step in each file."""
