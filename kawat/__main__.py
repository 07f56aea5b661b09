"""`python -m kawat`: the command line."""

from kawat.cli import main

main()
