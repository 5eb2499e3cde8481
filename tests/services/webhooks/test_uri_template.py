"""URI templates: the examples are those of RFC 6570, sections 1.2 and 3.2, as far as they are of text."""

from __future__ import annotations

import pytest

from tts_tui.services.webhooks.uri_template import expanded, is_malformed, unknown_variables

VALUES = {
    "var": "value",
    "hello": "Hello World!",
    "path": "/foo/bar",
    "x": "1024",
    "y": "768",
    "half": "50%",
    "empty": "",
    "encoded": "%20",
}


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("{var}", "value"),
        ("{hello}", "Hello%20World%21"),
        ("{half}", "50%25"),
        ("O{undef}X{empty}", "OX"),
        ("{x,hello,y}", "1024,Hello%20World%21,768"),
        ("?{x,undef}", "?1024"),
        ("{var:3}", "val"),
        ("{var*}", "value"),
        ("{+hello}", "Hello%20World!"),
        ("{+path}/here", "/foo/bar/here"),
        ("{+path,x}/here", "/foo/bar,1024/here"),
        ("{#path,x}", "#/foo/bar,1024"),
        ("X{.x,y}", "X.1024.768"),
        ("{/var,x}/here", "/value/1024/here"),
        ("{;x,y,undef}", ";x=1024;y=768"),
        ("{?x,y}", "?x=1024&y=768"),
        ("{?undef}", ""),
        ("?fixed=yes{&x}", "?fixed=yes&x=1024"),
        ("{+half}{+encoded}", "50%25%20"),
    ],
)
def test_values_are_filled_in(template: str, url: str) -> None:
    assert expanded(template, VALUES) == url


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("/{deviceID}/{var}", "/{deviceID}/value"),
        ("{?var,devEUI,x}", "?var=value{&devEUI}&x=1024"),
        ("{?devEUI,x}", "{?devEUI}&x=1024"),
        ("{/deviceID,var}", "{/deviceID}/value"),
        ("{var,devAddr:4}", "value,{devAddr:4}"),
        ("{+devEUI,path}", "{+devEUI},/foo/bar"),
        ("{#x,devEUI}", "#1024,{+devEUI}"),
        ("{not closed", "{not closed"),
        ("{a b}", "{a b}"),
    ],
)
def test_what_the_server_fills_in_stays(template: str, url: str) -> None:
    assert expanded(template, VALUES) == url


@pytest.mark.parametrize(
    "text", ["{", "}", "a}{b}", "{a}}", "{}", "{a b}", "{dev-id}", "{a:b}", "/up:{devEUI}", "{=a}"]
)
def test_what_the_server_cannot_read(text: str) -> None:
    assert is_malformed(text)


def test_what_it_can_read_and_knows_nothing_for() -> None:
    text = "https://example.com:8080/{deviceID}{?site,devEUI:4,site}"
    assert not is_malformed(text)
    assert unknown_variables(text) == ["site"]
