"""An address as a code that a phone's camera reads."""

import segno

_PIXELS = 5  # a module of the code


def address_code(address: str) -> str:
    """The code as SVG, dark on light in every mode: cameras do not read it the other way round."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(scale=_PIXELS, light="#ffffff", border=2, title=address))
