"""A drawing where the sample needs a photo."""

import io

from PIL import Image, ImageDraw


class Photo:
    """A drawing in place of a photo, handed in as a form would."""

    filename = "panen-rumput-laut.jpg"

    def __init__(self) -> None:
        picture = Image.new("RGB", (960, 640), "#b9d7e8")
        draw = ImageDraw.Draw(picture)
        draw.ellipse((720, 60, 840, 180), fill="#f4c542")
        draw.polygon([(0, 300), (260, 190), (520, 300)], fill="#5d7f6b")
        draw.rectangle((0, 300, 960, 640), fill="#2f6f8f")
        for row in range(6):
            high = 340 + row * 48
            draw.line((30, high, 930, high - 14), fill="#e8dcc0", width=4)
            for column in range(14):
                left = 50 + column * 64 + row * 9
                draw.ellipse((left, high - 6, left + 34, high + 26), fill="#6b4a2b")
        draw.polygon([(380, 470), (640, 470), (600, 530), (420, 530)], fill="#1e3a8a")
        self._bytes = io.BytesIO()
        picture.save(self._bytes, "JPEG", quality=80)
        self._bytes.seek(0)

    async def read(self, size: int = -1) -> bytes:
        return self._bytes.read(size)
