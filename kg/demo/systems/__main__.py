"""`python -m kg.demo.systems PROTOCOL:PORT …`: the stand-ins, until standard input ends."""

import sys

from kg.demo.systems.starting import serve

if __name__ == "__main__":
    serve(sys.argv[1:])
