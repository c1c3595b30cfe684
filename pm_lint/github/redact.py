"""The token, kept out of all text: there is one place where text is cleaned of it, and this is how."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import quote

_INSTEAD = "***"
#: Shorter ones are made up (tests, an empty run): to cut them out of every answer would damage words.
_REAL = 20


class Redactor:
    """Replaces a token by ``***``, also where it is percent-encoded or in base64."""

    def __init__(self, token: str) -> None:
        forms = {token, quote(token, safe=""), b64encode(token.encode()).decode().rstrip("=")} if token else set()
        self._pattern = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))
        self._in_answers = len(token) >= _REAL
        self._forms = forms

    def said(self, text: str) -> str:
        """Text of ours, which is to be read by people."""
        return self._pattern.sub(_INSTEAD, text) if self._forms else text

    def answered(self, text: str) -> str:
        """What GitHub, or whatever stands in between, answered: what comes of it reaches comments, issues, caches."""
        return self.said(text) if self._in_answers else text

    def answered_bytes(self, data: bytes) -> bytes:
        """The same for a file's content; only a content that holds the token changes."""
        if not self._in_answers or not any(form.encode() in data for form in self._forms):
            return data
        return self.said(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def __repr__(self) -> str:
        return "Redactor(…)"
