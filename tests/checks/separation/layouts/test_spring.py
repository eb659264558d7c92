"""Spring Boot."""

from __future__ import annotations

from guard.checks.separation.layouts.spring import canonical, spring
from guard.checks.separation.layouts.spring_beans import spring_beans
from tests.checks.separation.layouts.placing import placed, provenance, read_by

MAIN = "api/src/main/resources"


def test_profiles_lie_over_what_all_read_in_yaml_and_properties_alike() -> None:
    files = {
        f"{MAIN}/application.yml": "spring:\n  datasource:\n    driverClassName: a\n    url: base\nitems: [1, 2]\n",
        f"{MAIN}/application-prod.properties": "spring.datasource.driver-class-name=b\nitems[0]=3\n",
        f"{MAIN}/application-dev.yaml": "spring.datasource.url: dev\n",
    }
    assert read_by(spring, files, "prod") == {
        "spring.datasource.driver-class-name": "b",
        "spring.datasource.url": "base",
        "items.0": "3",
    }
    assert read_by(spring, files, "dev")["spring.datasource.url"] == "dev"
    assert provenance(spring, files, "prod")["spring.datasource.url"] == "inherited"


def test_documents_belong_to_the_profiles_that_activate_them() -> None:
    files = {
        "application.yml": (
            "a: base\n---\nspring:\n  config:\n    activate:\n      on-profile: dev | test\na: nonprod\n"
            "---\nspring.config.activate.on-profile: '!prod'\nb: notprod\n"
            "---\nspring:\n  profiles: prod\na: prod\n"
            "---\nspring.config.activate.on-profile: 'prod & eu'\nc: eu\n"
        )
    }
    found = {name: read_by(spring, files, name) for name in ("dev", "test", "prod")}
    assert {name: values["a"] for name, values in found.items()} == {
        "dev": "nonprod",
        "test": "nonprod",
        "prod": "prod",
    }
    assert {name for name, values in found.items() if "b" in values} == {"dev", "test"}
    assert {name for name, values in found.items() if "c" in values} == {"prod"}


def test_documents_of_properties_are_told_apart() -> None:
    files = {
        "application.properties": "a=1\n#---\nspring.config.activate.on-profile=prod\na=2\n#---\nspring.config.activate.on-profile=dev\na=3\n"
    }
    assert read_by(spring, files, "prod")["a"] == "2"
    assert read_by(spring, files, "dev")["a"] == "3"


def test_groups_and_includes_say_who_reads_a_profile_that_is_no_environment() -> None:
    files = {
        f"{MAIN}/application.yml": "spring:\n  profiles:\n    group:\n      prod: [proddb]\n    include: logging\n",
        f"{MAIN}/application-proddb.yml": "db: 1\n",
        f"{MAIN}/application-logging.yml": "log: 1\n",
        f"{MAIN}/application-mysql.yml": "db: 2\n",
        f"{MAIN}/application-dev.yml": "db: 3\nspring.profiles.include: h2\n",
        f"{MAIN}/application-h2.yml": "h2: 1\n",
    }
    assert placed(spring, files) == {
        f"{MAIN}/application.yml": None,
        f"{MAIN}/application-proddb.yml": "prod",
        f"{MAIN}/application-logging.yml": None,
        f"{MAIN}/application-dev.yml": "dev",
        f"{MAIN}/application-h2.yml": "dev",
    }


def test_the_profile_that_runs_where_none_is_chosen_is_no_setting_of_production() -> None:
    files = {"application.yml": "spring.profiles.active: dev\na: 1\n", "application-prod.yml": "a: 2\n"}
    assert read_by(spring, files, "prod") == {"a": "2"}


def test_folders_of_environments_and_modules_are_stacks_of_their_own() -> None:
    files = {
        "a/src/main/resources/application.yml": "x: a\n",
        "b/src/main/resources/application.yml": "x: b\n",
        "a/src/main/resources/prod/application.yml": "y: 1\n",
        "a/src/main/resources/dev/application.yml": "y: 2\n",
    }
    assert read_by(spring, files, "prod") == {"x": "a", "y": "1"}
    assert read_by(spring, files, "dev") == {"x": "a", "y": "2"}


def test_the_resources_of_unit_tests_take_the_place_of_those_of_the_program() -> None:
    files = {
        f"{MAIN}/application.yml": "a: 1\nb: 1\n",
        "api/src/test/resources/application.yml": "a: 2\n",
        f"{MAIN}/application-prod.yml": "a: 3\n",
    }
    assert read_by(spring, files, "test") == {"a": "2"}
    assert read_by(spring, files, "prod") == {"a": "3", "b": "1"}


def test_programs_of_a_config_server_read_what_lies_beside_them() -> None:
    files = {
        "application.yml": "shared: 1\n",
        "tax-service.yml": "server:\n  port: 1\n",
        "tax-service-prod.yml": "db: prod\n",
        "tax-service-dev.yml": "db: dev\n",
        "docker-compose-prod.yml": "services: {}\n",
    }
    assert read_by(spring, files, "prod") == {"shared": "1", "server.port": "1", "db": "prod"}
    assert "docker-compose-prod.yml" not in placed(spring, files)


def test_keys_are_compared_as_relaxed_binding_does() -> None:
    assert canonical(("spring.jpa", "hibernate_x", "ddlAuto", "items[0]")) == (
        "spring",
        "jpa",
        "hibernate-x",
        "ddl-auto",
        "items",
        "0",
    )


BEANS = (
    '<beans xmlns="http://www.springframework.org/schema/beans">'
    '<bean id="dataSource" class="Base"><property name="url" value="base"/></bean>{}</beans>'
)
PROFILED = '<beans profile="{}"><bean id="dataSource"><property name="url" value="{}"/></bean></beans>'


def test_beans_of_a_profile_fall_on_those_of_all() -> None:
    for profiles in ((("dev", "d"), ("prod, stg", "p"), ("!prod", "n"), ("mysql", "m")), (("prod", "p"),)):
        text = BEANS.format("".join(PROFILED.format(name, url) for name, url in profiles))
        found = read_by(spring_beans, {"web/src/main/resources/context.xml": text}, "prod")
        assert (found["dataSource.url"], found["dataSource.class"]) == ("p", "Base")
    files = {"a.xml": BEANS.format(""), "b.xml": BEANS.format(PROFILED.format("mysql", "m"))}
    assert placed(spring_beans, files) == {}
