"""Photos drawn in their sizes."""

import io

import pytest
from PIL import Image

from kimhub.core.errors import Invalid
from kimhub.publishing import photo_forms
from kimhub.publishing.photo_forms import AIMS, MOST_CARD


def file(tmp_path, image, kind="JPEG", **more):
    path = tmp_path / "foto"
    image.save(path, kind, **more)
    return path


def test_nothing_but_grain_still_fits_its_aims():
    forms = photo_forms.drawn(Image.effect_noise((1300, 690), 120).convert("RGB"))
    assert forms.sizes[0].width == 320
    for one in forms.sizes[1:]:
        assert len(one.content) <= AIMS[one.width] * 1.1
    assert len(forms.card.content) <= MOST_CARD


def test_a_small_photo_is_not_made_larger_and_two_widths_are_not_almost_alike():
    for width, widths in ((200, [200]), (330, [330]), (500, [320, 500]), (760, [320, 480, 760])):
        forms = photo_forms.drawn(Image.new("RGB", (width, 300), "green"))
        assert [one.width for one in forms.sizes] == widths


def test_a_screenshot_is_no_taller_than_two_screens():
    forms = photo_forms.drawn(Image.new("RGB", (1000, 8000), "green"))
    assert (forms.sizes[-1].width, forms.sizes[-1].height) == (270, 2160)


def test_it_is_upright_and_what_lets_light_through_stands_on_white(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    turned = photo_forms.draw(file(tmp_path, Image.new("RGB", (640, 480), "green"), exif=exif))
    assert (turned.sizes[-1].width, turned.sizes[-1].height) == (480, 640)
    clear = photo_forms.draw(file(tmp_path, Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"))
    with Image.open(io.BytesIO(clear.sizes[0].content)) as drawn:
        assert drawn.convert("RGB").getpixel((30, 30)) == (255, 255, 255)


def test_a_second_picture_behind_the_first_is_no_movement(tmp_path):
    """Many phones write a small preview or a depth map behind the photo (MPO)."""
    pair = [Image.new("RGB", (640, 480), "green"), Image.new("RGB", (320, 240), "red")]
    path = file(tmp_path, pair[0], "MPO", save_all=True, append_images=pair[1:])
    assert photo_forms.draw(path).sizes[-1].width == 640
    gif = file(tmp_path, pair[0], "GIF", save_all=True, append_images=[pair[1].resize((640, 480))])
    with pytest.raises(Invalid):
        photo_forms.draw(gif)
