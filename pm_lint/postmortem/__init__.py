"""What a postmortem is: its sections, fields, dates, timeline and action items, read from the tree of a document."""
