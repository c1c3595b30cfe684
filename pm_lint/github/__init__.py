"""GitHub: the event, the API client, the review, the issues. Reached only by its commands."""
