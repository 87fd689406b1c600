"""In which of our languages a message is written, by its small words."""

import re

_INDONESIAN = re.compile(
    r"\b(?:yang|dan|di|ke|dari|saya|kami|anda|tidak|sudah|belum|dengan|untuk|ini|itu|pada|adalah|bisa|tolong|mohon|terima|"
    r"kasih|kenapa|mengapa|karena|tapi|tetapi|ada|akan|telah|juga|kepada|bapak|ibu|kamar|pesanan)\b"
)
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|i|we|you|not|is|was|were|are|have|has|had|with|for|this|that|my|our|please|thank|thanks|why|"
    r"because|but|there|will|would|could|your|room|order)\b"
)


def language_of(text: str, *, otherwise: str) -> str:
    start = text[:5000].lower()
    indonesian, english = len(_INDONESIAN.findall(start)), len(_ENGLISH.findall(start))
    if indonesian == english:
        return otherwise
    return "id" if indonesian > english else "en"
