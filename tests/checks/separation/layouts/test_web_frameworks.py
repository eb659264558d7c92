"""Rails, Laravel, Symfony, Django, Flask, node-config, ASP.NET."""

from __future__ import annotations

from guard.checks.separation.layouts.angular import angular
from guard.checks.separation.layouts.aspnet import aspnet
from guard.checks.separation.layouts.dotenv import dotenv
from guard.checks.separation.layouts.laravel import laravel
from guard.checks.separation.layouts.node_config import node_config
from guard.checks.separation.layouts.python_settings import python_settings
from guard.checks.separation.layouts.rails import rails
from guard.checks.separation.layouts.symfony import symfony
from guard.checks.separation.layouts.table import layers_of
from guard.checks.separation.setting import Layer, Tree
from tests.checks.separation.layouts.placing import placed, provenance, read_by


def laravel_and_dotenv(tree: Tree) -> list[Layer]:
    return [*dotenv(tree), *laravel(tree)]


DATABASE_YML = (
    "default: &default\n  adapter: postgresql\n  password: shared\n"
    "development:\n  <<: *default\n  host: db.dev.city.example.jp\n"
    "production:\n  <<: *default\n  host: db.prod.city.example.jp\n  password: own\n"
)


def test_rails_sections_and_environment_files_make_one_configuration() -> None:
    files = {
        "config/application.rb": "module City\n  config.time_zone = 'Tokyo'\nend\n",
        "config/environments/production.rb": "Rails.application.configure do\n  config.force_ssl = true\nend\n",
        "config/environments/development.rb": "Rails.application.configure do\n  config.force_ssl = false\nend\n",
        "config/database.yml": DATABASE_YML,
    }
    assert read_by(rails, files, "production") == {
        "time_zone": "Tokyo",
        "force_ssl": "true",
        "database.adapter": "postgresql",
        "database.password": "own",
        "database.host": "db.prod.city.example.jp",
    }
    assert provenance(rails, files, "development")["database.password"] == "inherited"
    assert provenance(rails, files, "production")["database.password"] == "explicit"


def test_sections_of_rails_storage_are_services_that_environments_choose() -> None:
    files = {
        "config/environments/production.rb": "config.active_storage.service = :amazon\n",
        "config/environments/development.rb": "config.active_storage.service = :local\n",
        "config/storage.yml": "local:\n  service: Disk\namazon:\n  service: S3\n  bucket: city-files\n",
    }
    assert read_by(rails, files, "production")["storage.bucket"] == "city-files"
    assert placed(rails, files)["config/storage.yml#local"] == "development"


def test_settings_of_the_config_gem_are_read() -> None:
    files = {
        "config/database.yml": DATABASE_YML,
        "config/settings.yml": "a: 1\nb: 1\n",
        "config/settings/production.yml": "a: 2\n",
        "config/settings.local.yml": "a: 3\n",
    }
    found = read_by(rails, files, "production")
    assert (found["a"], found["b"]) == ("2", "1")
    assert read_by(rails, files, "local")["a"] == "3"


def test_laravel_configuration_asks_the_variables_of_its_environment() -> None:
    files = {
        ".env.production": "DB_HOST=db.prod.city.example.jp\n",
        "config/app.php": "<?php return ['name' => 'city'];",
        "config/database.php": "<?php return ['host' => env('DB_HOST', '127.0.0.1')];",
    }
    assert {one.stack for one in layers_of(Tree(files))} == {"application:"}
    assert read_by(laravel_and_dotenv, files, "production")["database.host"] == "db.prod.city.example.jp"


def test_a_config_folder_without_a_framework_is_not_claimed() -> None:
    assert placed(laravel, {"plugin/Resource/config/routes.php": "<?php return [];"}) == {}


def test_symfony_packages_of_an_environment_lie_over_those_of_all() -> None:
    files = {
        "app/config/eccube/packages/mailer.yaml": "framework:\n  mailer: base\nwhen@test:\n  framework:\n    mailer: test\n",
        "app/config/eccube/packages/prod/mailer.yaml": "framework:\n  mailer: prod\n",
        "app/config/eccube/packages/install/mailer.yaml": "framework:\n  mailer: install\n",
        "app/config/eccube/services.yaml": "parameters:\n  locale: ja\n",
        "app/config/eccube/services_dev.yaml": "parameters:\n  debug: true\n",
    }
    assert read_by(symfony, files, "prod") == {"framework.mailer": "prod", "parameters.locale": "ja"}
    assert read_by(symfony, files, "test")["framework.mailer"] == "test"
    assert read_by(symfony, files, "dev")["parameters.debug"] == "true"
    assert "app/config/eccube/packages/install/mailer.yaml" not in placed(symfony, files)


def test_symfony_three_has_a_file_for_each_environment() -> None:
    files = {
        "app/config/config.yml": "framework:\n  secret: a\n",
        "app/config/parameters.yml": "parameters:\n  host: b\n",
        "app/config/config_prod.yml": "framework:\n  secret: c\n",
    }
    assert read_by(symfony, files, "prod") == {"framework.secret": "c", "parameters.host": "b"}


def test_acceptance_tests_of_eccube_are_a_test_environment() -> None:
    files = {"app/config/eccube/packages/codeception/doctrine.yaml": "doctrine: 1\n"}
    assert set(placed(symfony, files).values()) == {"codeception"}


def test_frameworks_with_a_folder_for_each_environment_are_known() -> None:
    files = {
        "fuel/app/config/db.php": "<?php return ['host' => 'base', 'name' => 'city'];",
        "fuel/app/config/production/db.php": "<?php return ['host' => 'prod'];",
        "fuel/app/config/development/db.php": "<?php return ['host' => 'dev'];",
    }
    assert read_by(laravel, files, "production") == {"db.host": "prod", "db.name": "city"}


def test_django_modules_are_read_over_what_they_import() -> None:
    files = {
        "city/settings/base.py": "A = 1\nB = 1\n",
        "city/settings/production.py": "from .base import *\nA = 2\n",
        "city/settings/local.py": "from city.settings.base import *\nA = 3\n",
        "city/settings/staging.py": "from .production import *\nA = 4\n",
        "city/celery.py": "A = 9\n",
    }
    assert read_by(python_settings, files, "production") == {"A": "2", "B": "1"}
    assert read_by(python_settings, files, "local") == {"A": "3", "B": "1"}
    assert read_by(python_settings, files, "staging") == {"A": "4", "B": "1"}
    assert "city/celery.py" not in placed(python_settings, files)


def test_a_module_of_production_that_another_environment_imports_is_read_by_it() -> None:
    files = {"s/settings/prod.py": "A = 1\nB = 1\n", "s/settings/dev.py": "from .prod import *\nA = 2\n"}
    assert read_by(python_settings, files, "dev") == {"A": "2", "B": "1"}


def test_imports_in_a_circle_end() -> None:
    files = {
        "s/settings/stg.py": "from .dev import *\nA = 1\n",
        "s/settings/dev.py": "from .stg import *\nA = 2\nB = 3\n",
    }
    assert read_by(python_settings, files, "stg") == {"A": "1", "B": "3"}


def test_production_reads_no_module_of_development_that_it_imports_but_tells_it() -> None:
    files = {"s/settings/prod.py": "from .dev import *\nA = 1\n", "s/settings/dev.py": "DEBUG = True\n"}
    assert read_by(python_settings, files, "prod") == {"import": "s/settings/dev.py", "A": "1"}


def test_settings_by_the_name_of_a_module_are_known() -> None:
    files = dict.fromkeys(["settings_production.py", "dev_settings.py", "app/config/test.py", "settings.py"], "A = 1\n")
    assert placed(python_settings, files) == {
        "settings_production.py": "production",
        "dev_settings.py": "dev",
        "app/config/test.py": "test",
        "settings.py": None,
    }


def test_classes_of_flask_are_sections() -> None:
    text = (
        "class Config:\n    A = 1\n    B = 1\n\nclass ProductionConfig(Config):\n    A = 2\n\n"
        "class StagingConfig(ProductionConfig):\n    B = 3\n"
    )
    assert read_by(python_settings, {"config.py": text}, "Production") == {"A": "2", "B": "1"}
    assert read_by(python_settings, {"config.py": text}, "Staging") == {"A": "2", "B": "3"}
    assert placed(python_settings, {"config.py": "class Config:\n    A = 1\n"}) == {}


def test_node_config_reads_default_then_deployment_then_local() -> None:
    files = {
        "config/default.json": '{"db": {"host": "a", "port": 1}}',
        "config/production.json5": "{db: {host: 'b',}, /* c */}",
        "config/local.yml": "db:\n  host: c\n",
        "config/custom-environment-variables.json": '{"db": {"password": "DB_PASSWORD", "port": {"__name": "DB_PORT", "__format": "json"}}}',
        "config/ci-runner.json": "{}",
    }
    found = read_by(node_config, files, "production")
    assert found["db.host"] == "b"
    assert found["db.password"] == "${DB_PASSWORD}"
    assert read_by(node_config, files, "local")["db.host"] == "c"
    assert placed(node_config, {"config/production.json": "{}"}) == {}


def test_node_config_reads_modules() -> None:
    files = {
        "config/default.js": "module.exports = { db: { host: 'a', port: 1 } }\n",
        "config/production.js": "module.exports = { db: { host: process.env.DB_HOST } }\n",
    }
    assert read_by(node_config, files, "production") == {"db.host": "${DB_HOST}", "db.port": "1"}


def test_files_of_angular_take_the_place_of_each_other() -> None:
    text = "export const environment = {{ production: {}, url: '{}' }};\n"
    files = {
        "web/src/environments/environment.ts": text.format("false", "a"),
        "web/src/environments/environment.prod.ts": text.format("true", "b"),
    }
    assert read_by(angular, files, "prod") == {"production": "true", "url": "b"}
    assert read_by(angular, files, "development") == {"production": "false", "url": "a"}
    newer = {path.replace("prod", "development"): content for path, content in files.items()}
    assert set(placed(angular, newer).values()) == {"production", "development"}
    assert placed(angular, {"src/environments/environment.ts": ""}) == {}


def test_aspnet_reads_the_file_of_an_environment_over_the_base() -> None:
    files = {
        "src/Web/appsettings.json": '{"A": "1", "B": "1"}',
        "src/Web/appsettings.Development.json": '{"A": "2"}',
        "src/Web/appsettings.Production.json": '{"A": "3"}',
        "src/Web/Properties/launchSettings.json": '{"profiles": {"Web": {"environmentVariables": {"ASPNETCORE_ENVIRONMENT": "Development"}}}}',
    }
    assert read_by(aspnet, files, "Production") == {"A": "3", "B": "1"}
    assert read_by(aspnet, files, "Development") == {"A": "2", "B": "1", "ASPNETCORE_ENVIRONMENT": "Development"}


def test_aspnet_without_a_file_for_production_runs_production_with_the_base() -> None:
    files = {"appsettings.json": '{"A": "1"}', "appsettings.Development.json": '{"A": "2"}'}
    assert read_by(aspnet, files, "Production") == {"A": "1"}
    assert provenance(aspnet, files, "Production") == {"A": "inherited"}
    assert placed(aspnet, {"appsettings.json": "{}"}) == {"appsettings.json": None}


def test_transformations_of_web_config_are_those_of_their_environment() -> None:
    base = '<configuration><appSettings><add key="Url" value="{}"{}/></appSettings></configuration>'
    xdt = ' xdt:Transform="SetAttributes" xdt:Locator="Match(key)" xmlns:xdt="x"'
    files = {
        "Web/Web.config": base.format("a", ""),
        "Web/Web.Release.config": base.format("b", xdt),
        "Web/Web.Debug.config": base.format("c", xdt),
        "Deploy/本番/Web.config": base.format("d", ""),
    }
    assert read_by(aspnet, files, "Release") == {"configuration.appSettings.Url": "b"}
    assert placed(aspnet, files)["Web/Web.Debug.config"] == "Debug"
    assert placed(aspnet, files)["Deploy/本番/Web.config"] == "本番"
