"""Lets `python -m lms.cli` be the `onward` command."""

from lms.cli import main

if __name__ == "__main__":
    main()
