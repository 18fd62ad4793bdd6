"""HTML that is known to be safe stays so, and nothing else becomes it."""

import pytest
from markupsafe import escape

from kimhub.core.html import Html

pytestmark = pytest.mark.once


def test_templates_take_it_as_it_is():
    assert escape(Html("<b>&amp;</b>")) == "<b>&amp;</b>"
    assert escape(str(Html("<b>"))) == "&lt;b&gt;"
    assert escape(Html("<b>") + Html("</b>")) == "<b></b>"


def test_plain_text_is_not_put_behind_it():
    with pytest.raises(TypeError):
        Html("<p>") + "<script>"
    assert not isinstance("<script>" + Html("<p>"), Html)
