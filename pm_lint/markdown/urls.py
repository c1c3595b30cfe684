"""Bare URLs in a text, as GitHub finds them."""

from __future__ import annotations

from pm_lint.regex import regex

#: In "(see www.example.org)." the last two characters aren't part of it.
_URL = regex(r"(?:(?<![A-Za-z])https?://|(?<![^\s*_~(])www\.)(?=[^\W_])[^\s<]{1,2048}")
_LONGEST_ENTITY = 33


def has_urls(text: str) -> bool:
    """Whether there may be one."""
    return "://" in text or "www." in text


def url_at(text: str, start: int, *, in_brackets: bool) -> str:
    """The URL at an offset, "" if none begins there; one in brackets ends before them."""
    m = _URL.match(text, start)
    if m is None:
        return ""
    return _without_tail(m[0].partition("]")[0] if in_brackets else m[0])


def _without_tail(url: str) -> str:
    """A bare URL without the punctuation of the sentence around it."""
    end = len(url)
    surplus = url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
            end -= 1
        elif last == ";":
            entity = url.rfind("&", max(0, end - _LONGEST_ENTITY), end)
            end = entity if entity >= 0 and url[entity + 1 : end - 1].isalnum() else end - 1
        elif last in "?!.,:*_~'\"":
            end -= 1
        else:
            break
    return url[:end]
