"""The demo company's logo, drawn: its pages and letters should not say “Your logo”."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

BLUE, SAND = (38, 70, 101), (214, 137, 16)


def draw_logo():
    """Return a PNG in base64: three stacked boxes and the firm's initials."""
    image = Image.new("RGBA", (720, 200), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for left, top, colour in ((20, 104, BLUE), (104, 104, BLUE), (62, 20, SAND)):
        pen.rounded_rectangle((left, top, left + 76, top + 76), radius=10, fill=colour)
        pen.rectangle((left + 30, top, left + 46, top + 24), fill=(255, 255, 255))
    # The font that Pillow brings has no accents.
    pen.text((212, 16), "C I S", fill=BLUE, font=ImageFont.load_default(size=88))
    pen.text(
        (214, 124), "suministros para empresas", fill=SAND, font=ImageFont.load_default(size=38)
    )
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return b64encode(buffer.getvalue())
