"""`python -m pm_lint`."""

from pm_lint.cli import entry

if __name__ == "__main__":
    entry()
