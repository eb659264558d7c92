"""Nablarch, TERASOLUNA and Maven."""

from __future__ import annotations

from guard.checks.separation.environment_names import Named
from guard.checks.separation.layouts.maven import maven
from guard.checks.separation.layouts.nablarch import nablarch
from guard.checks.separation.layouts.terasoluna import terasoluna
from guard.environment import Environment, EnvironmentKind
from tests.checks.separation.layouts.placing import placed, read_by

COMPONENTS = (
    '<component-configuration xmlns="http://tis.co.jp/nablarch/component-configuration">{}</component-configuration>'
)


def test_nablarch_reads_the_folder_of_an_environment_over_what_all_share() -> None:
    files = {
        "web/src/main/resources/common.properties": "a=1\n",
        "web/src/main/resources/env.properties": "b=1\n",
        "web/src/env/dev/resources/env.properties": "b=2\n",
        "web/src/env/prod/resources/env.properties": "b=3\n",
        "web/src/main/resources/messages.properties": "m=1\n",
    }
    assert placed(nablarch, files) == {
        "web/src/main/resources/common.properties": None,
        "web/src/env/dev/resources/env.properties": "dev",
        "web/src/env/prod/resources/env.properties": "prod",
    }
    assert read_by(nablarch, files, "prod") == {"a": "1", "b": "3"}


def test_a_nablarch_file_that_one_environment_lacks_is_inherited_by_it() -> None:
    files = {
        "src/main/resources/env.properties": "b=1\n",
        "src/env/dev/env.properties": "b=2\n",
        "src/env/prod/handler.xml": COMPONENTS.format('<component name="h" class="jp.co.example.Handler"/>'),
    }
    assert read_by(nablarch, files, "prod")["b"] == "1"
    assert read_by(nablarch, files, "dev") == {"b": "2"}


def test_a_comment_at_the_top_says_whose_the_only_values_are() -> None:
    text = "##\n## 開発環境用設定ファイル\n##\nnablarch.db.user=APP\n# 本番環境では JNDI を使う\nx=1\n"
    files = {"src/main/resources/env.properties": text, "src/main/resources/common.properties": "# 全環境共通\na=1\n"}
    assert placed(nablarch, files) == {
        "src/main/resources/env.properties": "開発",
        "src/main/resources/common.properties": None,
    }


def test_terasoluna_servers_take_the_place_of_each_other() -> None:
    name = "META-INF/spring/city-infra.properties"
    files = {
        f"city-env/src/main/resources/{name}": "database.url=h2\nlocal.only=1\n",
        f"city-env/configs/test-server/resources/{name}": "database.url=test\n",
        f"city-env/configs/production-server/resources/{name}": "database.url=prod\n",
        f"city-env/configs/tomcat9-postgresql/resources/{name}": "database.url=other\n",
    }
    assert set(placed(terasoluna, files).values()) == {"local", "test-server", "production-server"}
    assert read_by(terasoluna, files, "production-server") == {"database.url": "prod"}
    assigned = Named(
        paths=(("tomcat9", Environment("prod", EnvironmentKind.PRODUCTION)),),
        matches=lambda pattern, path: pattern in path,
    )
    assert placed(terasoluna, files, assigned)[f"city-env/configs/tomcat9-postgresql/resources/{name}"] == "prod"


def test_maven_profiles_replace_properties_of_the_project() -> None:
    pom = (
        "<project><properties><db.url>base</db.url><db.user>app</db.user><java.version>17</java.version></properties>"
        "<profiles><profile><id>prod</id><properties><db.url>p</db.url></properties></profile>"
        "<profile><id>dev</id><properties><db.user>d</db.user></properties></profile>"
        "<profile><id>native</id><properties><db.url>n</db.url></properties></profile></profiles></project>"
    )
    assert read_by(maven, {"pom.xml": pom}, "prod") == {"id": "prod", "db.url": "p", "db.user": "app"}
    assert read_by(maven, {"pom.xml": pom}, "dev") == {"id": "dev", "db.url": "base", "db.user": "d"}
    assert placed(maven, {"pom.xml": pom}) == {"pom.xml": None, "pom.xml#prod": "prod", "pom.xml#dev": "dev"}


def test_a_project_without_a_profile_for_an_environment_is_not_claimed() -> None:
    assert placed(maven, {"pom.xml": "<project><properties><a>1</a></properties></project>"}) == {}
