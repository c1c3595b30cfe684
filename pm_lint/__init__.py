"""pm-lint reads incident postmortems written in Markdown and says what is missing or wrong."""

__version__ = "0.1.0"
