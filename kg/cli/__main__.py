"""`python -m kg.cli`: the program `lianmu` without its script."""

from kg.cli.program import main

main()
