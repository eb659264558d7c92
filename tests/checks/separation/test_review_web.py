"""Repositories of web programs as contractors of a city write them, each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

from tests.checks.separation.reviewed import D, Mutated, Mutation, P, Repository, S, check_clean, check_mutated, mutated

CASES: dict[str, Repository] = {
    "dotenv-local-honban": Repository(
        {
            ".env.local": f"NODE_ENV=development\nDB_HOST=10.8.3.1\nDB_NAME=kosodate\nDB_USER=kosodate_d\nDB_PASS={D}\nSMTP_HOST=relay.kaihatsu.local\nMINIO_BUCKET=kosodate-dev\nLDAP_URL=ldaps://ad.kaihatsu.local\nJWT_SECRET={D}jwt\nVPC_ID=vpc-0d0d0d0d0d0d0d0d0\nAWS_ROLE=arn:aws:iam::111122223333:role/kosodate-dev\nAWS_PROFILE=kosodate-dev\nDB_SECRET_ARN=arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:dev/db-AbCdEf\nKMS_KEY_ID=alias/kosodate-dev\nCOMPOSE_PROJECT_NAME=kosodate-dev\nSLACK_WEBHOOK_URL=https://hooks.slack.com/services/T0D/B0D/{D}\n",
            ".env.honban": f"NODE_ENV=production\nDB_HOST=10.1.3.1\nDB_NAME=kosodate\nDB_USER=kosodate_h\nDB_PASS={P}\nSMTP_HOST=relay.soka.lgwan.jp\nMINIO_BUCKET=kosodate-hon\nLDAP_URL=ldaps://ad.soka.lgwan.jp\nJWT_SECRET={P}jwt\nVPC_ID=vpc-0a0a0a0a0a0a0a0a0\nAWS_ROLE=arn:aws:iam::444455556666:role/kosodate\nAWS_PROFILE=kosodate-honban\nDB_SECRET_ARN=arn:aws:secretsmanager:ap-northeast-1:444455556666:secret:hon/db-AbCdEf\nKMS_KEY_ID=alias/kosodate-hon\nCOMPOSE_PROJECT_NAME=kosodate-hon\nSLACK_WEBHOOK_URL=https://hooks.slack.com/services/T0P/B0P/{P}\n",
        },
        [
            Mutation(".env.local", "10.8.3.1", "10.1.3.1", "sep-db"),
            Mutation(".env.local", f"DB_PASS={D}", f"DB_PASS={P}", "sep-cred"),
            Mutation(".env.local", f"JWT_SECRET={D}", f"JWT_SECRET={P}", "sep-cred"),
            Mutation(".env.local", "kosodate_d\n", "kosodate_h\n", "sep-user", "medium"),
            Mutation(".env.local", "relay.kaihatsu.local", "relay.soka.lgwan.jp", "sep-idp", "medium"),
            Mutation(".env.local", "ad.kaihatsu.local", "ad.soka.lgwan.jp", "sep-idp", "medium"),
            Mutation(".env.local", "MINIO_BUCKET=kosodate-dev", "MINIO_BUCKET=kosodate-hon", "sep-bucket"),
            Mutation(".env.local", "vpc-0d0d0d0d0d0d0d0d0", "vpc-0a0a0a0a0a0a0a0a0", "sep-net", "medium"),
            Mutation(
                ".env.local",
                "arn:aws:iam::111122223333:role/kosodate-dev",
                "arn:aws:iam::444455556666:role/kosodate",
                "sep-user",
            ),
            Mutation(".env.local", "AWS_PROFILE=kosodate-dev", "AWS_PROFILE=kosodate-honban", "sep-account", "high"),
            Mutation(
                ".env.local",
                "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:dev/db-AbCdEf",
                "arn:aws:secretsmanager:ap-northeast-1:444455556666:secret:hon/db-AbCdEf",
                "sep-ref",
            ),
            Mutation(".env.local", "alias/kosodate-dev", "alias/kosodate-hon", "sep-kms", "low"),
            Mutation(
                ".env.local",
                "COMPOSE_PROJECT_NAME=kosodate-dev",
                "COMPOSE_PROJECT_NAME=kosodate-hon",
                "sep-compose",
                "medium",
            ),
            Mutation(
                ".env.local",
                f"https://hooks.slack.com/services/T0D/B0D/{D}",
                f"https://hooks.slack.com/services/T0P/B0P/{P}",
                "sep-idp",
                "medium",
            ),
            Mutation(".env.honban", "NODE_ENV=production", "NODE_ENV=development", "sep-debug-prod"),
            Mutation(
                ".env.local",
                "NODE_ENV=development\n",
                f"NODE_ENV=development\nHONBAN_DB_PASSWORD=Zz8{D}\n",
                "sep-secret-in-dev",
            ),
        ],
    ),
    "rails-settings": Repository(
        {
            "config/settings.yml": "app_name: hoiku\nper_page: 20\n",
            "config/settings/development.yml": f"smtp:\n  address: mail.kaihatsu.local\nfile_server:\n  host: nas01.kaihatsu.local\ns3:\n  bucket: hoiku-dev\n  secret_access_key: {D}s3\nintegration:\n  juki_api:\n    base_url: https://juki-api.kaihatsu.local\n    token: {D}tok\n",
            "config/settings/production.yml": f"smtp:\n  address: mail.soka.lgwan.jp\nfile_server:\n  host: nas01.soka.lgwan.jp\ns3:\n  bucket: hoiku-unyo\n  secret_access_key: {P}s3\nintegration:\n  juki_api:\n    base_url: https://juki-api.soka.lgwan.jp\n    token: {P}tok\n",
            "config/database.yml": f"default: &default\n  adapter: mysql2\n  encoding: utf8mb4\ndevelopment:\n  <<: *default\n  url: mysql2://hoiku_d:{D}@dbsv91.city.local/hoiku\nproduction:\n  primary:\n    <<: *default\n    host: dbsv01.city.local\n    database: hoiku\n    username: hoiku_p\n    password: {P}\n",
            "config/storage.yml": "local:\n  service: Disk\n  root: tmp\n",
            "config/cable.yml": "development:\n  adapter: async\nproduction:\n  adapter: redis\n  url: redis://redis01.soka.lgwan.jp:6379/1\n",
            "config/environments/production.rb": "Rails.application.configure do\n  config.eager_load = true\n  config.consider_all_requests_local = false\n  config.action_mailer.smtp_settings = { address: 'mail.soka.lgwan.jp', port: 25 }\nend\n",
            "config/environments/development.rb": "Rails.application.configure do\n  config.eager_load = false\n  config.consider_all_requests_local = true\nend\n",
        },
        [
            Mutation(
                "config/settings/development.yml", "mail.kaihatsu.local", "mail.soka.lgwan.jp", "sep-idp", "medium"
            ),
            Mutation("config/settings/development.yml", "hoiku-dev", "hoiku-unyo", "sep-bucket"),
            Mutation("config/settings/development.yml", f"{D}s3", f"{P}s3", "sep-cred"),
            Mutation("config/settings/development.yml", f"{D}tok", f"{P}tok", "sep-cred"),
            Mutation(
                "config/settings/development.yml",
                "https://juki-api.kaihatsu.local",
                "https://juki-api.honban.lgwan.jp",
                "sep-ref-prod",
            ),
            Mutation(
                "config/settings/production.yml",
                "https://juki-api.soka.lgwan.jp",
                "https://juki-api.kaihatsu.local",
                "sep-ref-dev",
                "medium",
            ),
            Mutation(
                "config/database.yml",
                f"hoiku_d:{D}@dbsv91.city.local/hoiku",
                f"hoiku_d:{D}@dbsv01.city.local/hoiku",
                "sep-db",
            ),
            Mutation("config/database.yml", f":{D}@", f":{P}@", "sep-cred"),
            Mutation("config/database.yml", "hoiku_d:", "hoiku_p:", "sep-user", "medium"),
            Mutation(
                "config/cable.yml",
                "adapter: async",
                "adapter: redis\n  url: redis://redis01.soka.lgwan.jp:6379/1",
                "sep-db",
            ),
            Mutation(
                "config/environments/production.rb",
                "consider_all_requests_local = false",
                "consider_all_requests_local = true",
                "sep-debug-prod",
            ),
            Mutation(
                "config/settings.yml",
                "per_page: 20",
                "per_page: 20\nbackup_bucket: hoiku-dev-backup",
                "sep-fall-in",
                "medium",
            ),
        ],
    ),
    "rails-secrets": Repository(
        {
            "config/secrets.yml": f"development:\n  secret_key_base: {D}{D}\ntest:\n  secret_key_base: {S}{S}\nproduction:\n  secret_key_base: {P}{P}\n  recaptcha_site_key: public-site-key\n",
            "config/mongoid.yml": "development:\n  clients:\n    default:\n      database: hoiku\n      hosts:\n        - mongo01.kaihatsu.local:27017\nproduction:\n  clients:\n    default:\n      database: hoiku\n      hosts:\n        - mongo01.soka.lgwan.jp:27017\n",
            "config/redis.yml": "development:\n  host: redis.kaihatsu.local\n  port: 6379\nproduction:\n  host: redis.soka.lgwan.jp\n  port: 6379\n",
        },
        [
            Mutation("config/secrets.yml", f"{S}{S}", f"{P}{P}", "sep-cred"),
            Mutation("config/secrets.yml", f"{D}{D}", f"{P}{P}", "sep-cred"),
            Mutation("config/mongoid.yml", "mongo01.kaihatsu.local", "mongo01.soka.lgwan.jp", "sep-db"),
            Mutation("config/redis.yml", "redis.kaihatsu.local", "redis.soka.lgwan.jp", "sep-db", "medium"),
        ],
    ),
    "laravel-queues": Repository(
        {
            ".env.testing": f"APP_ENV=testing\nAPP_KEY=base64:{D}{D}==\nDB_CONNECTION=sqlsrv\nDB_HOST=10.8.4.4\nDB_DATABASE=kaigo\nDB_USERNAME=kaigo_t\nDB_PASSWORD={D}\nREDIS_HOST=redis.test.local\nREDIS_PASSWORD={D}r\nMAIL_HOST=mail.test.local\nAWS_BUCKET=kaigo-test\nSQS_QUEUE=kaigo-test-q\nPUSHER_APP_SECRET={D}p\n",
            ".env.production": f"APP_ENV=production\nAPP_DEBUG=false\nAPP_KEY=base64:{P}{P}==\nDB_CONNECTION=sqlsrv\nDB_HOST=10.1.4.4\nDB_DATABASE=kaigo\nDB_USERNAME=kaigo_p\nDB_PASSWORD={P}\nREDIS_HOST=redis.soka-unyo.jp\nREDIS_PASSWORD={P}r\nMAIL_HOST=mail.soka-unyo.jp\nAWS_BUCKET=kaigo-unyo\nSQS_QUEUE=kaigo-unyo-q\nPUSHER_APP_SECRET={P}p\n",
            "config/database.php": "<?php\nreturn [\n  'default' => env('DB_CONNECTION', 'mysql'),\n  'connections' => ['sqlsrv' => ['host' => env('DB_HOST', 'localhost')]],\n];\n",
            "config/logging.php": "<?php\nreturn ['default' => env('LOG_CHANNEL', 'stack'), 'level' => env('LOG_LEVEL', 'debug')];\n",
        },
        [
            Mutation(".env.testing", "10.8.4.4", "10.1.4.4", "sep-db"),
            Mutation(".env.testing", f"base64:{D}{D}==", f"base64:{P}{P}==", "sep-cred"),
            Mutation(".env.testing", f"DB_PASSWORD={D}", f"DB_PASSWORD={P}", "sep-cred"),
            Mutation(".env.testing", "redis.test.local", "redis.soka-unyo.jp", "sep-db"),
            Mutation(".env.testing", f"{D}r", f"{P}r", "sep-cred"),
            Mutation(".env.testing", f"{D}p", f"{P}p", "sep-cred"),
            Mutation(".env.testing", "mail.test.local", "mail.soka-unyo.jp", "sep-idp", "medium"),
            Mutation(".env.testing", "kaigo-test\n", "kaigo-unyo\n", "sep-bucket"),
            Mutation(".env.testing", "kaigo-test-q", "kaigo-unyo-q", "sep-queue", "medium"),
            Mutation(".env.production", "APP_DEBUG=false", "APP_DEBUG=true", "sep-debug-prod"),
            Mutation(".env.production", "MAIL_HOST=mail", "MAIL_MAILER=log\nMAIL_HOST=mail", "sep-mock-prod"),
            Mutation(
                "config/database.php",
                "'default'",
                f"'key' => env('APP_SECRET', 'F{D}'),\n  'default'",
                "sep-fall-in",
                "medium",
            ),
        ],
    ),
    "eccube": Repository(
        {
            "app/config/eccube/packages/framework.yaml": "framework:\n  secret: '%env(ECCUBE_AUTH_MAGIC)%'\n  session:\n    handler_id: null\n",
            "app/config/eccube/packages/dev/doctrine.yaml": f"doctrine:\n  dbal:\n    host: 10.8.0.9\n    dbname: shop\n    user: shop_dev\n    password: {D}\n",
            "app/config/eccube/packages/prod/doctrine.yaml": f"doctrine:\n  dbal:\n    host: 10.1.0.9\n    dbname: shop\n    user: shop_prd\n    password: {P}\n",
        },
        [
            Mutation("app/config/eccube/packages/dev/doctrine.yaml", "10.8.0.9", "10.1.0.9", "sep-db"),
            Mutation("app/config/eccube/packages/dev/doctrine.yaml", D, P, "sep-cred"),
            Mutation("app/config/eccube/packages/dev/doctrine.yaml", "shop_dev", "shop_prd", "sep-user", "high"),
        ],
    ),
    "symfony-env-local": Repository(
        {
            ".env": "APP_ENV=prod\nAPP_SECRET=\nMAILER_DSN=null://null\n",
            ".env.test": f"APP_SECRET='{D}s'\nDATABASE_URL=\"mysql://shop_t:{D}@10.8.0.9:3306/shop?serverVersion=8.0\"\nMESSENGER_TRANSPORT_DSN=amqp://shop_t:{D}mq@mq.test.local:5672/%2f\n",
            ".env.prod": f"APP_SECRET='{P}s'\nDATABASE_URL=\"mysql://shop_p:{P}@10.1.0.9:3306/shop?serverVersion=8.0\"\nMESSENGER_TRANSPORT_DSN=amqp://shop_p:{P}mq@mq.soka-unyo.jp:5672/%2f\n",
        },
        [
            Mutation(".env.test", "10.8.0.9", "10.1.0.9", "sep-db"),
            Mutation(".env.test", f"{D}@10", f"{P}@10", "sep-cred"),
            Mutation(".env.test", f"'{D}s'", f"'{P}s'", "sep-cred"),
            Mutation(".env.test", "mq.test.local", "mq.soka-unyo.jp", "sep-queue"),
            Mutation(".env.test", f"{D}mq", f"{P}mq", "sep-cred"),
        ],
    ),
    "django-env-default": Repository(
        {
            "config/settings/base.py": "import environ\nenv = environ.Env()\nSECRET_KEY = env('DJANGO_SECRET_KEY')\nDATABASES = {'default': env.db('DATABASE_URL')}\nLANGUAGE_CODE = 'ja'\n",
            "config/settings/local.py": f"from .base import *\nDEBUG = True\nEMAIL_HOST = 'mail.kaihatsu.local'\nAWS_STORAGE_BUCKET_NAME = 'gakko-dev'\nSTRIPE_SECRET_KEY = 'sk_test_9Kq2Lm4Xw7'\nCACHES = {{'default': {{'LOCATION': 'redis://redis.kaihatsu.local:6379/1'}}}}\nDATABASES = {{'default': {{'ENGINE': 'django.db.backends.oracle', 'NAME': '10.8.1.1:1521/GAKKO', 'USER': 'gakko_d', 'PASSWORD': '{D}'}}}}\n",
            "config/settings/production.py": f"from .base import *\nDEBUG = False\nEMAIL_HOST = 'mail.soka-unyo.jp'\nAWS_STORAGE_BUCKET_NAME = 'gakko-unyo'\nSTRIPE_SECRET_KEY = 'sk_live_9Kq2Lm4Xw7'\nCACHES = {{'default': {{'LOCATION': 'redis://redis.soka-unyo.jp:6379/1'}}}}\nDATABASES = {{'default': {{'ENGINE': 'django.db.backends.oracle', 'NAME': '10.1.1.1:1521/GAKKO', 'USER': 'gakko_p', 'PASSWORD': '{P}'}}}}\n",
        },
        [
            Mutation("config/settings/local.py", "10.8.1.1:1521/GAKKO", "10.1.1.1:1521/GAKKO", "sep-db"),
            Mutation("config/settings/local.py", D, P, "sep-cred"),
            Mutation("config/settings/local.py", "gakko_d", "gakko_p", "sep-user", "medium"),
            Mutation("config/settings/local.py", "mail.kaihatsu.local", "mail.soka-unyo.jp", "sep-idp", "medium"),
            Mutation("config/settings/local.py", "gakko-dev", "gakko-unyo", "sep-bucket"),
            Mutation("config/settings/local.py", "redis.kaihatsu.local", "redis.soka-unyo.jp", "sep-db"),
            Mutation("config/settings/local.py", "sk_test_9Kq2Lm4Xw7", "sk_live_9Kq2Lm4Xw7", "sep-live-dev"),
            Mutation("config/settings/production.py", "sk_live_9Kq2Lm4Xw7", "sk_test_8Kq2Lm4Xw7", "sep-mock-prod"),
            Mutation("config/settings/production.py", "DEBUG = False", "DEBUG = True", "sep-debug-prod"),
            Mutation(
                "config/settings/base.py",
                "env('DJANGO_SECRET_KEY')",
                f"env('DJANGO_SECRET_KEY', default='{S}{S}')",
                "sep-fall-in",
                "medium",
            ),
            Mutation(
                "config/settings/base.py",
                "LANGUAGE_CODE = 'ja'",
                "DEBUG_BUCKET = 'x'\nBACKUP_BUCKET = 'gakko-dev-backup'",
                "sep-fall-in",
                "medium",
            ),
        ],
    ),
    "node-sequelize": Repository(
        {
            "config/config.json": f'{{\n  "development": {{\n    "username": "bousai_d",\n    "password": "{D}",\n    "database": "bousai",\n    "host": "10.8.5.1",\n    "dialect": "mysql"\n  }},\n  "production": {{\n    "username": "bousai_p",\n    "password": "{P}",\n    "database": "bousai",\n    "host": "10.1.5.1",\n    "dialect": "mysql"\n  }}\n}}\n',
        },
        [
            Mutation("config/config.json", "10.8.5.1", "10.1.5.1", "sep-db"),
            Mutation("config/config.json", D, P, "sep-cred"),
            Mutation("config/config.json", "bousai_d", "bousai_p", "sep-user", "medium"),
        ],
    ),
    "aspnet-instances": Repository(
        {
            "src/Web/appsettings.json": '{\n  "Logging": {"LogLevel": {"Default": "Information"}},\n  "AllowedHosts": "*"\n}\n',
            "src/Web/appsettings.Staging.json": f'{{\n  "ConnectionStrings": {{"Default": "Data Source=SQLSV11\\\\JUKI;Initial Catalog=Juki;User ID=juki_s;Password={S};Encrypt=True"}},\n  "AzureAd": {{"ClientId": "11111111-aaaa-4bbb-8ccc-222222222222", "ClientSecret": "{S}ad"}},\n  "Storage": "DefaultEndpointsProtocol=https;AccountName=jukistg;AccountKey={S}key==;EndpointSuffix=core.windows.net",\n  "KeyVault": {{"VaultUri": "https://juki-stg.vault.azure.net/"}},\n  "SubscriptionId": "33333333-aaaa-4bbb-8ccc-222222222222"\n}}\n',
            "src/Web/appsettings.Production.json": f'{{\n  "ConnectionStrings": {{"Default": "Data Source=SQLSV01\\\\JUKI;Initial Catalog=Juki;User ID=juki_p;Password={P};Encrypt=True"}},\n  "AzureAd": {{"ClientId": "44444444-aaaa-4bbb-8ccc-222222222222", "ClientSecret": "{P}ad"}},\n  "Storage": "DefaultEndpointsProtocol=https;AccountName=jukiunyo;AccountKey={P}key==;EndpointSuffix=core.windows.net",\n  "KeyVault": {{"VaultUri": "https://juki-unyo.vault.azure.net/"}},\n  "SubscriptionId": "55555555-aaaa-4bbb-8ccc-222222222222"\n}}\n',
        },
        [
            Mutation("src/Web/appsettings.Staging.json", "SQLSV11", "SQLSV01", "sep-db", "medium"),
            Mutation("src/Web/appsettings.Staging.json", f"Password={S}", f"Password={P}", "sep-cred", "medium"),
            Mutation("src/Web/appsettings.Staging.json", "juki_s;", "juki_p;", "sep-user", "medium"),
            Mutation("src/Web/appsettings.Staging.json", "11111111-aaaa", "44444444-aaaa", "sep-idp", "medium"),
            Mutation("src/Web/appsettings.Staging.json", f"{S}ad", f"{P}ad", "sep-cred", "medium"),
            Mutation(
                "src/Web/appsettings.Staging.json",
                f"AccountName=jukistg;AccountKey={S}key==",
                f"AccountName=jukiunyo;AccountKey={P}key==",
                "sep-bucket",
                "medium",
            ),
            Mutation("src/Web/appsettings.Staging.json", f"{S}key==", f"{P}key==", "sep-cred", "medium"),
            Mutation("src/Web/appsettings.Staging.json", "juki-stg.vault", "juki-unyo.vault", "sep-kms", "medium"),
            Mutation("src/Web/appsettings.Staging.json", "33333333-aaaa", "55555555-aaaa", "sep-account", "medium"),
            Mutation(
                "src/Web/appsettings.Production.json",
                '"KeyVault"',
                '"DetailedErrors": true,\n  "KeyVault"',
                "sep-debug-prod",
                "medium",
            ),
            Mutation(
                "src/Web/appsettings.json",
                '"AllowedHosts"',
                '"DetailedErrors": true,\n  "AllowedHosts"',
                "sep-debug-prod",
                "medium",
            ),
        ],
    ),
    "webconfig-xdt": Repository(
        {
            "Web.config": '<?xml version="1.0"?>\n<configuration>\n  <system.web>\n    <compilation debug="false" targetFramework="4.8" />\n  </system.web>\n</configuration>\n',
            "Web.Debug.config": f'<?xml version="1.0"?>\n<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">\n  <connectionStrings>\n    <add name="Juki" connectionString="Server=10.8.6.1;Database=Juki;User Id=juki_d;Password={D}" xdt:Transform="SetAttributes" xdt:Locator="Match(name)" />\n  </connectionStrings>\n</configuration>\n',
            "Web.Release.config": f'<?xml version="1.0"?>\n<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">\n  <connectionStrings>\n    <add name="Juki" connectionString="Server=10.1.6.1;Database=Juki;User Id=juki_p;Password={P}" xdt:Transform="SetAttributes" xdt:Locator="Match(name)" />\n  </connectionStrings>\n</configuration>\n',
        },
        [
            Mutation("Web.Debug.config", "10.8.6.1", "10.1.6.1", "sep-db"),
            Mutation("Web.Debug.config", D, P, "sep-cred"),
            Mutation("Web.Debug.config", "juki_d", "juki_p", "sep-user", "medium"),
            Mutation(
                "Web.Release.config",
                "</configuration>",
                '  <system.web>\n    <compilation debug="true" />\n  </system.web>\n</configuration>',
                "sep-debug-prod",
            ),
        ],
    ),
    "dynaconf-secrets": Repository(
        {
            "settings.toml": '[default]\nname = "kaigo"\n\n[development]\nbucket = "kaigo-dev"\nqueue_name = "kaigo-dev-q"\n\n[production]\nbucket = "kaigo-unyo"\nqueue_name = "kaigo-unyo-q"\n',
            ".secrets.toml": f'[development]\ndb_password = "{D}"\n\n[production]\ndb_password = "{P}"\n',
        },
        [
            Mutation("settings.toml", 'kaigo-dev"', 'kaigo-unyo"', "sep-bucket"),
            Mutation("settings.toml", "kaigo-dev-q", "kaigo-unyo-q", "sep-queue", "medium"),
            Mutation(".secrets.toml", D, P, "sep-cred"),
        ],
    ),
    "php-folder-conf": Repository(
        {
            "application/config/development/database.php": f"<?php\n$db['default'] = array('hostname' => '10.8.7.1', 'username' => 'ippan_d', 'password' => '{D}', 'database' => 'ippan', 'dbdriver' => 'mysqli');\n",
            "application/config/production/database.php": f"<?php\n$db['default'] = array('hostname' => '10.1.7.1', 'username' => 'ippan_p', 'password' => '{P}', 'database' => 'ippan', 'dbdriver' => 'mysqli');\n",
        },
        [
            Mutation("application/config/development/database.php", "10.8.7.1", "10.1.7.1", "sep-db"),
            Mutation("application/config/development/database.php", D, P, "sep-cred"),
        ],
    ),
    "ini-japanese-folders": Repository(
        {
            "設定/開発環境/app.ini": f"[database]\nserver=10.8.8.1\ndbname=kanri\nuid=kanri_d\npwd={D}\n[mail]\nserver=mail.kaihatsu.local\n",
            "設定/検証環境/app.ini": f"[database]\nserver=10.7.8.1\ndbname=kanri\nuid=kanri_s\npwd={S}\n[mail]\nserver=mail.kensho.local\n",
            "設定/本番環境/app.ini": f"[database]\nserver=10.1.8.1\ndbname=kanri\nuid=kanri_p\npwd={P}\n[mail]\nserver=mail.soka-unyo.jp\n",
        },
        [
            Mutation("設定/開発環境/app.ini", "10.8.8.1", "10.1.8.1", "sep-db"),
            Mutation("設定/検証環境/app.ini", "10.7.8.1", "10.1.8.1", "sep-db", "medium"),
            Mutation("設定/開発環境/app.ini", D, P, "sep-cred"),
            Mutation("設定/検証環境/app.ini", S, P, "sep-cred", "medium"),
            Mutation("設定/開発環境/app.ini", "mail.kaihatsu.local", "mail.soka-unyo.jp", "sep-idp", "medium"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)
