"""Columns of phone numbers: by which words files call them, and how a number becomes a row of Phone."""

PHONE_WORDS = (
    "telepon, telp, tlp, no telp, no telepon, nomor telepon, hp, no hp, nomor hp, handphone, ponsel, no ponsel, "
    "nomor ponsel, mobile, mobile phone, mobile number, phone number, telephone, tel, whatsapp, wa, no wa, "
    "nomor whatsapp, nomor wa, contact number"
)


def phone_values(number: str) -> dict[str, str]:
    """SQL of the columns of Phone, from what `cells.phone` has read."""
    return {
        "typed": f"{number}->>0",
        "digits": f"{number}->>1",
        "e164": f"{number}->>2",
        "is_mobile": f"({number}->>3)::boolean",
    }
