"""HTML of strangers: as plain text, and as harmless HTML without pictures, styles or anything from elsewhere."""

import re
from html import unescape

import nh3

_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote|/table|hr)\b[^>]{0,500}>")
_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip


def safe_html(html: str) -> str:
    """What may be shown: words and their order. No picture is ever fetched, and a link says where it leads."""
    if not html.strip():
        return ""
    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    ).strip()  # fmt: skip


def text_of_html(html: str) -> str:
    """The words alone, with the breaks between paragraphs."""
    bare = nh3.clean(_BREAK.sub(r"\g<0>&#10;", html), tags=set())
    lines = [" ".join(line.split()) for line in unescape(bare).replace("\xa0", " ").splitlines()]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
