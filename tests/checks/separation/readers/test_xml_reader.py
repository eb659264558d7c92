"""XML."""

from __future__ import annotations

from guard.checks.separation.readers.limits import MALFORMED, TOO_DEEP
from guard.checks.separation.readers.xml_reader import ENTITIES, read_xml
from tests.checks.separation.readers.leaves import sources, values

COMPONENTS = """<?xml version="1.0" encoding="Shift_JIS"?>
<component-configuration xmlns="http://tis.co.jp/nablarch/component-configuration">
  <component name="dataSource" class="com.zaxxer.hikari.HikariDataSource">
    <property name="jdbcUrl" value="jdbc:postgresql://db.prod.city.example.jp/city"/>
    <property name="password" value="${nablarch.db.password}"/>
  </component>
</component-configuration>
"""


def test_elements_are_called_by_their_names() -> None:
    assert values(read_xml, COMPONENTS) == {
        "component-configuration.dataSource.class": "com.zaxxer.hikari.HikariDataSource",
        "component-configuration.dataSource.jdbcUrl": "jdbc:postgresql://db.prod.city.example.jp/city",
        "component-configuration.dataSource.password": "${nablarch.db.password}",
    }
    assert [leaf.is_expression for leaf in read_xml(COMPONENTS).leaves] == [False, False, True]


def test_elements_without_a_name_are_told_apart_by_position_where_they_repeat() -> None:
    text = "<project><profile><id>dev</id></profile><profile><id>prod</id></profile><name>city</name></project>"
    assert values(read_xml, text) == {
        "project.profile.0.id": "dev",
        "project.profile.1.id": "prod",
        "project.name": "city",
    }


def test_settings_of_aspnet_are_read_by_their_keys() -> None:
    text = (
        '<configuration><appSettings><add key="Mode" value="A &amp; B"/></appSettings><connectionStrings>'
        '<add name="Main" connectionString="Server=db"/></connectionStrings></configuration>'
    )
    assert values(read_xml, text) == {
        "configuration.appSettings.Mode": "A & B",
        "configuration.connectionStrings.Main.connectionString": "Server=db",
    }


def test_offsets_are_those_of_the_content() -> None:
    text = "\ufeff<設定 名='本番'>\r\n  <host>\r\n  db &lt;本番&gt;  </host><c><![CDATA[ <x> ]]></c></設定>"
    assert sources(read_xml, text) == {"設定.名": "本番", "設定.host": "db &lt;本番&gt;", "設定.c": "<x>"}
    assert values(read_xml, text)["設定.host"] == "db <本番>"


def test_entities_are_refused() -> None:
    text = '<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY file SYSTEM "file:///etc/hostname">]><a><b>&x;</b><c>&file;</c></a>'
    assert read_xml(text).leaves == []
    assert read_xml(text).broken == ENTITIES


def test_what_stands_before_a_defect_is_read() -> None:
    reading = read_xml("<a><b>1</b><c>2</a>")
    assert values(read_xml, "<a><b>1</b><c>2</a>") == {"a.b": "1"}
    assert reading.broken == MALFORMED
    assert read_xml("<a>" * 100_000).broken == TOO_DEEP
