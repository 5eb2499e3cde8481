"""The text of a TOML file in sections: one changes, and the rest stays as it was typed."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.servers.toml_sections import edited, line_of, new_section, renamed, sections

FILE = """\
# about the file
default = "prod"

# about prod
[servers.prod] # here, and [there]
identity_server = "https://a.example"  # its address
# within
token = "keyring"
# below

# on its own

# about the matrix
[other]
matrix = [
["a"],
  [1, 2],
]
text = \"\"\"
[servers.no]
\"\"\"
[[list]]
x = 1
[servers."b]:8885"] # ]
identity_server = "https://b.example\u2028"
"""
PIECES = st.sampled_from([*FILE.splitlines(keepends=True), "\n", "a.b = 1\n", "[c]\n", "[c.d]\r\n", "x = [\n", "]\n"])


def joined(text: str) -> str:
    return "".join(each.text for each in sections(text))


def test_each_table_has_a_section_with_the_comment_above_it():
    found = sections(FILE)
    assert [each.path for each in found] == [(), ("servers", "prod"), ("other",), ("list",), ("servers", "b]:8885")]
    assert [each.above for each in found] == ["", "# about prod\n", "# about the matrix\n", "", ""]
    assert found[0].body == '# about the file\ndefault = "prod"\n'
    assert found[1].body.endswith("# below\n")
    assert found[1].below == "\n# on its own\n\n"


def test_a_comment_at_the_top_is_about_the_file():
    assert sections("# about the file\n[a]\n")[0].body == "# about the file\n"


@given(st.lists(PIECES).map("".join))
def test_joined_the_sections_are_the_text(text):
    assert joined(text) == text


@given(st.lists(PIECES).map("".join))
def test_each_section_of_a_text_without_error_is_one_by_itself(text):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    for each in sections(text):
        tomllib.loads(each.text)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("default",), 2),
        (("servers", "prod"), 5),
        (("servers", "prod", "identity_server"), 6),
        (("servers", "prod", "token"), 8),
        (("servers", "prod", "no such key"), 5),
        (("servers", "no such server"), 5),
        (("other", "text"), 19),
        (("servers", "b]:8885", "identity_server"), 25),
        (("nothing",), 1),
    ],
)
def test_the_line_of_a_value_is_found_or_that_of_its_table(path, line):
    assert line_of(FILE, path) == line


@pytest.mark.parametrize(
    "text",
    ["\nservers.prod.token = 1\n", "[servers]\nprod.token = 1\n", "[servers]\nprod = { token = 1 }\n",
     '[ servers . "prod" ]\n"token" = 1\n', "\nservers = { prod = { token = 1 } }"],
)  # fmt: skip
def test_the_line_is_found_however_the_table_is_written(text):
    assert line_of(text, ("servers", "prod", "token")) == 2


def test_a_key_keeps_its_comment_and_a_new_one_comes_below_the_others():
    section = sections(FILE)[1]
    done = edited(section, section.path, {"identity_server": "https://c", "token": None, "cluster": "https://d"})
    assert done.text == (
        "# about prod\n[servers.prod] # here, and [there]\n"
        'identity_server = "https://c"  # its address\n# within\n# below\ncluster = "https://d"\n\n# on its own\n\n'
    )


def test_a_table_without_a_line_break_at_its_end_can_get_a_key():
    (_, section) = sections('[a]\nb = "c"')
    assert edited(section, ("a",), {"d": "e"}).text == '[a]\nb = "c"\nd = "e"\n'


@pytest.mark.parametrize(
    "text", ["servers.prod.a = 'b'\n", "[servers]\nprod.a = 'b'\n", "[servers]\nprod = {a = 'b'}\n"]
)
def test_a_table_within_another_can_be_changed_renamed_and_removed(text):
    section = sections(text)[-1]
    path = ("servers", "prod")
    assert tomllib.loads(edited(section, path, {"a": "c"}).text) == {"servers": {"prod": {"a": "c"}}}
    assert tomllib.loads(renamed(section, path, "x.y").text) == {"servers": {"x.y": {"a": "b"}}}
    assert "prod" not in tomllib.loads(renamed(section, path, None).text).get("servers", {})


def test_a_table_that_is_not_there_can_not_be_changed():
    with pytest.raises(KeyError):
        edited(sections("")[0], ("servers", "prod"), {"a": "c"})


def test_a_renamed_table_keeps_the_comment_behind_its_header():
    section = sections(FILE)[-1]
    assert renamed(section, section.path, "c:1").header == '[servers."c:1"] # ]\n'


def test_with_a_table_goes_what_is_said_of_it_and_nothing_else():
    section = sections(FILE)[1]
    assert renamed(section, section.path, None).text == "\n# on its own\n\n"


@given(st.text(min_size=1), st.text())
def test_a_new_table_says_what_it_is_made_of_whatever_that_is(name, value):
    assert tomllib.loads(new_section(("servers", name), {"a": value, "b": True}).text) == {
        "servers": {name: {"a": value, "b": True}}
    }
