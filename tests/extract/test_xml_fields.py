from __future__ import annotations

import plistlib
import time
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.extract.xml_fields import read


def values(text: str) -> list[tuple[str, str]]:
    return [(field.label, text[field.start : field.end]) for field in read(text)]


def records(text: str) -> list[set[str]]:
    """The values of each record, in the order of the records."""
    found: dict[int, set[str]] = {}
    for field in read(text):
        found.setdefault(field.record, set()).add(text[field.start : field.end])
    return [found[number] for number in sorted(found)]


def test_texts_are_labelled_by_local_names_and_attributes_by_their_tag() -> None:
    text = '<n:a xmlns:n="u"><b><n:c><氏名 x:lang="ja"> 山田\n</氏名></n:c></b></n:a>'
    assert values(text) == [("氏名.lang", "ja"), ("b.c.氏名", "山田")]


def test_cdata_is_text_and_raw_entities_stay() -> None:
    assert values("<a>x &amp; y<![CDATA[ <z> ]]></a>") == [("a", "x &amp; y"), ("a", "<z>")]


def test_comments_instructions_doctype_and_template_tags_are_passed_over() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "<b>x</b>">]><a><!-- <b>y</b> --><%= z %><b>w</b></a>'
    assert values(text) == [("a.b", "w")]


def test_repeated_elements_are_records_with_all_that_is_inside() -> None:
    user = "<user id='{0}'><name><family>A{0}</family></name><tel>B{0}</tel></user>\n"
    text = "<users>" + user.format(1) + user.format(2) + "</users>"
    assert records(text) == [{"1", "A1", "B1"}, {"2", "A2", "B2"}]


def test_texts_of_one_parent_are_a_record() -> None:
    assert records("<r><a><x>A</x><y>B</y></a><b><x>C</x></b></r>") == [{"A", "B"}, {"C"}]


def test_repeated_empty_elements_are_records_by_their_attributes() -> None:
    assert records('<us><u n="A" t="B"/><u n="C" t="D"/></us>') == [{"A", "B"}, {"C", "D"}]


def test_single_attributes_of_siblings_are_a_record() -> None:
    assert records('<Patient><family value="A"/><tel value="B"/></Patient>') == [{"A", "B"}]


def test_resource_values_are_labelled_by_their_path() -> None:
    text = '<root><data name="K" xml:space="preserve"><value>V</value></data></root>'
    assert values(text)[-1] == ("root.data.value", "V")


def test_property_list_is_labelled_by_its_keys() -> None:
    people = [{"name": "A", "address": {"zip": "B"}}, {"name": "C", "tel": ["D", "E"]}]
    text = plistlib.dumps({"people": people}, sort_keys=False).decode()
    assert values(text)[1:] == [
        ("people.name", "A"),
        ("people.address.zip", "B"),
        ("people.name", "C"),
        ("people.tel", "D"),
        ("people.tel", "E"),
    ]
    assert records(text)[1:] == [{"A", "B"}, {"C", "D", "E"}]


def test_label_at_points_at_the_name() -> None:
    text = "<a><b k='v'>x</b></a>"
    assert [text[field.label_at] for field in read(text)] == ["k", "b"]


def test_elements_that_were_left_open_close_with_their_parent() -> None:
    assert values("<a><b><br>x</b><c>y</c></z></a>") == [("a.b.br", "x"), ("a.c", "y")]


def test_cut_off_text_is_read_to_its_end() -> None:
    assert values("<a><b>x</b><c>y") == [("a.b", "x"), ("a.c", "y")]
    assert values("<a>1 < 2<b>x</b></a>")[-1] == ("a.b", "x")


NAMES = st.text(alphabet="abc名", min_size=1, max_size=3)
TEXTS = st.text(alphabet="ab山 <>&\"']", max_size=8)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> ET.Element:
    element = ET.Element(draw(NAMES), draw(st.dictionaries(NAMES, TEXTS, max_size=2)))
    element.text = draw(TEXTS)
    for _ in range(draw(st.integers(0, 3 if depth < 3 else 0))):
        child = draw(elements(depth + 1))
        child.tail = draw(TEXTS)
        element.append(child)
    return element


def unescaped(text: str) -> str:
    return ET.fromstring("<x>" + text.replace("<", "&lt;") + "</x>").text or ""


def leaves(element: ET.Element, path: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    path = (*path, element.tag)
    found = [(f"{element.tag}.{key}", value) for key, value in element.attrib.items() if value]
    found.append((".".join(path[-3:]), (element.text or "").strip()))
    for child in element:
        found += leaves(child, path)
        found.append((".".join(path[-3:]), (child.tail or "").strip()))
    return [(label, value) for label, value in found if value]


@given(elements())
def test_what_elementtree_writes_is_found_with_its_labels(element: ET.Element) -> None:
    text = ET.tostring(element, encoding="unicode")
    assert [(label, unescaped(value)) for label, value in values(text)] == leaves(element)


@given(st.text(alphabet="<>/ab=\"'![]-?% \nk", max_size=80) | st.text(max_size=80))
def test_any_text_gives_fields_inside_it(text: str) -> None:
    for field in read("<a>" + text):
        assert 0 <= field.start < field.end <= len(text) + 3
        assert 0 <= field.label_at < len(text) + 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("<a>", "<", "<a", '<a b="', "<a b='", "<!--", "<![", "<![CDATA[", "<!DOCTYPE x [", "<?", "<%", "</a>", "</a"),
        *("<a b='c'/>", "<a></b>", "<a ", " ", "<a/> ", "<a>x</a>", "<dict><key>a</key>"),
    ],
)
def test_a_megabyte_of_one_piece_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    for _ in read(piece * (1_000_000 // len(piece))):
        pass
    assert time.process_time() - start < 60


@pytest.mark.parametrize("inside", [" b", "b", " ", "/", " b=", " b='c'"])
def test_a_megabyte_inside_a_tag_takes_linear_time(inside: str) -> None:
    start = time.process_time()
    for _ in read("<a" + inside * (1_000_000 // len(inside)) + "<a>x</a>"):
        pass
    for _ in read("<a" + inside * (1_000_000 // len(inside)) + ">x</a>"):
        pass
    assert time.process_time() - start < 60


def test_generic_element_is_called_by_the_attribute_that_names_it() -> None:
    text = '<m><entry key="氏名">A</entry><property name="tel" value="B"/><name key="1">C</name></m>'
    assert values(text) == [
        ("entry.key", "氏名"), ("氏名", "A"), ("property.name", "tel"), ("tel", "B"), ("name.key", "1"), ("m.name", "C"),
    ]  # fmt: skip
    named = {text[field.start : field.end]: field.record for field in read(text)}
    assert named["A"] == named["B"] == named["C"]
