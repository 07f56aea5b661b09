"""How well readings agree with gold: the scorer behind `kawat eval`, floors, benchmark, calibration.

Nothing that reads articles knows of this room.
"""
