"""Web applications as contractors of municipalities write them, each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

from tests.checks.separation.reviewed import D, Mutated, Mutation, P, Repository, S, check_clean, check_mutated, mutated

CASES: dict[str, Repository] = {}
CASES["laravel-envs"] = Repository(
    {
        ".env.example": "APP_ENV=local\nAPP_KEY=\nAPP_DEBUG=true\nDB_HOST=127.0.0.1\nDB_DATABASE=yoyaku\nDB_USERNAME=root\nDB_PASSWORD=\n",
        ".env.local": f"APP_ENV=local\nAPP_KEY=base64:{D}AAAAAAAA=\nAPP_DEBUG=true\nDB_CONNECTION=mysql\nDB_HOST=mysql\nDB_DATABASE=yoyaku\nDB_USERNAME=sail\nDB_PASSWORD=password\nMAIL_HOST=mailpit\n",
        ".env.staging": f"APP_ENV=staging\nAPP_KEY=base64:{S}BBBBBBBB=\nAPP_DEBUG=true\nDB_CONNECTION=mysql\nDB_HOST=yoyaku-stg.cluster-abc123.ap-northeast-1.rds.amazonaws.com\nDB_DATABASE=yoyaku\nDB_USERNAME=yoyaku_s\nDB_PASSWORD={S}\nREDIS_HOST=yoyaku-stg.x1y2z3.ng.0001.apne1.cache.amazonaws.com\nAWS_BUCKET=yoyaku-stg-media\nMAIL_HOST=email-smtp.ap-northeast-1.amazonaws.com\nMAIL_USERNAME=AKIASTGEXAMPLE00000A\nMAIL_PASSWORD={S}mail\nSLACK_WEBHOOK_URL=https://hooks.slack.com/services/T0000/BSTG/zzzzyyyy\n",
        ".env.production": f"APP_ENV=production\nAPP_KEY=base64:{P}CCCCCCCC=\nAPP_DEBUG=false\nDB_CONNECTION=mysql\nDB_HOST=yoyaku-prd.cluster-abc123.ap-northeast-1.rds.amazonaws.com\nDB_DATABASE=yoyaku\nDB_USERNAME=yoyaku_p\nDB_PASSWORD={P}\nREDIS_HOST=yoyaku-prd.x1y2z3.ng.0001.apne1.cache.amazonaws.com\nAWS_BUCKET=yoyaku-prd-media\nMAIL_HOST=email-smtp.ap-northeast-1.amazonaws.com\nMAIL_USERNAME=AKIAPRDEXAMPLE00000B\nMAIL_PASSWORD={P}mail\nSLACK_WEBHOOK_URL=https://hooks.slack.com/services/T0000/BPRD/aaaabbbb\n",
        "config/database.php": "<?php\nreturn ['default' => env('DB_CONNECTION', 'mysql'), 'connections' => ['mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST', '127.0.0.1'), 'database' => env('DB_DATABASE', 'forge'), 'password' => env('DB_PASSWORD', '')]]];\n",
    },
    [
        Mutation(
            ".env.local",
            "DB_HOST=mysql",
            "DB_HOST=yoyaku-prd.cluster-abc123.ap-northeast-1.rds.amazonaws.com",
            "sep-db",
        ),
        Mutation(".env.staging", "yoyaku-stg.cluster", "yoyaku-prd.cluster", "sep-db", "medium"),
        Mutation(".env.staging", "yoyaku-stg.x1y2z3", "yoyaku-prd.x1y2z3", "sep-db", "medium"),
        Mutation(".env.staging", f"DB_PASSWORD={S}", f"DB_PASSWORD={P}", "sep-cred", "medium"),
        Mutation(".env.local", f"base64:{D}AAAAAAAA=", f"base64:{P}CCCCCCCC=", "sep-cred"),
        Mutation(".env.staging", "AKIASTGEXAMPLE00000A", "AKIAPRDEXAMPLE00000B", "sep-cred", "medium"),
        Mutation(".env.staging", "BSTG/zzzzyyyy", "BPRD/aaaabbbb", "sep-idp", "medium"),
        Mutation(".env.production", "APP_DEBUG=false", "APP_DEBUG=true", "sep-debug-prod"),
        Mutation(".env.production", "APP_ENV=production", "APP_ENV=local", "sep-debug-prod"),
        Mutation(".env.example", "APP_KEY=\n", f"APP_KEY=base64:{P}CCCCCCCC=\n", "sep-secret-in-dev"),
    ],
)
CASES["eccube-compose"] = Repository(
    {
        ".env.dist": "APP_ENV=dev\nAPP_DEBUG=1\nDATABASE_URL=sqlite:///var/eccube.db\nECCUBE_AUTH_MAGIC=<change.me>\n",
        "docker-compose.yml": f"version: '3'\nservices:\n  ec-cube:\n    image: ghcr.io/example/ec-cube-php\n    ports:\n      - 8080:80\n    environment:\n      APP_ENV: dev\n      APP_DEBUG: 1\n      DATABASE_URL: postgres://dbuser:{D}@postgres/eccubedb\n      ECCUBE_AUTH_MAGIC: {D}magic\n      MAILER_DSN: smtp://mailcatcher:1025\n",
        "docker-compose.prod.yml": f"version: '3'\nservices:\n  ec-cube:\n    environment:\n      APP_ENV: prod\n      APP_DEBUG: 0\n      DATABASE_URL: postgres://shop:{P}@10.10.7.7/eccubedb\n      ECCUBE_AUTH_MAGIC: {P}magic\n      MAILER_DSN: smtp://10.10.7.25:25\n",
    },
    [
        Mutation("docker-compose.yml", f"dbuser:{D}@postgres/", f"dbuser:{D}@10.10.7.7/", "sep-db"),
        Mutation("docker-compose.yml", f"{D}magic", f"{P}magic", "sep-cred"),
        Mutation("docker-compose.prod.yml", "APP_ENV: prod", "APP_ENV: dev", "sep-debug-prod"),
    ],
)
CASES["django-split"] = Repository(
    {
        "shinsei/settings/__init__.py": "",
        "shinsei/settings/common.py": "import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parents[2]\nINSTALLED_APPS = ['django.contrib.admin']\nLANGUAGE_CODE = 'ja'\nDEBUG = False\n",
        "shinsei/settings/dev.py": f"from .common import *\n\nDEBUG = True\nSECRET_KEY = '{D}django'\nDATABASES = {{\n    'default': {{\n        'ENGINE': 'django.db.backends.postgresql',\n        'NAME': 'shinsei',\n        'USER': 'shinsei_dev',\n        'PASSWORD': '{D}',\n        'HOST': '10.30.8.8',\n        'PORT': 5432,\n    }}\n}}\nCELERY_BROKER_URL = 'redis://10.30.8.9:6379/0'\nEMAIL_HOST = '10.30.8.25'\nAWS_STORAGE_BUCKET_NAME = 'shinsei-dev-tenpu'\n",
        "shinsei/settings/prod.py": f"from .common import *\n\nSECRET_KEY = '{P}django'\nDATABASES = {{\n    'default': {{\n        'ENGINE': 'django.db.backends.postgresql',\n        'NAME': 'shinsei',\n        'USER': 'shinsei_prod',\n        'PASSWORD': '{P}',\n        'HOST': '10.10.8.8',\n        'PORT': 5432,\n    }}\n}}\nCELERY_BROKER_URL = 'redis://10.10.8.9:6379/0'\nEMAIL_HOST = '10.10.8.25'\nAWS_STORAGE_BUCKET_NAME = 'shinsei-prod-tenpu'\n",
    },
    [
        Mutation("shinsei/settings/dev.py", "10.30.8.8", "10.10.8.8", "sep-db"),
        Mutation("shinsei/settings/dev.py", f"'{D}'", f"'{P}'", "sep-cred"),
        Mutation("shinsei/settings/dev.py", f"{D}django", f"{P}django", "sep-cred"),
        Mutation("shinsei/settings/dev.py", "10.30.8.9", "10.10.8.9", "sep-db"),
        Mutation("shinsei/settings/dev.py", "10.30.8.25", "10.10.8.25", "sep-idp", "medium"),
        Mutation("shinsei/settings/dev.py", "shinsei-dev-tenpu", "shinsei-prod-tenpu", "sep-bucket"),
        Mutation("shinsei/settings/prod.py", "EMAIL_HOST", "DEBUG = True\nEMAIL_HOST", "sep-debug-prod"),
        Mutation("shinsei/settings/prod.py", "from .common import *", "from .dev import *", "sep-file-cross"),
    ],
)
CASES["django-flat-local-settings"] = Repository(
    {
        "config/settings_base.py": "DEBUG = False\n",
        "config/settings_development.py": f"from config.settings_base import *\nDATABASE_URL = 'mysql://kaigo_d:{D}@10.30.9.9/kaigo'\n",
        "config/settings_production.py": f"from config.settings_base import *\nDATABASE_URL = 'mysql://kaigo_p:{P}@10.10.9.9/kaigo'\n",
    },
    [
        Mutation("config/settings_development.py", "10.30.9.9", "10.10.9.9", "sep-db"),
        Mutation("config/settings_development.py", D, P, "sep-cred"),
    ],
)
CASES["flask-classes"] = Repository(
    {
        "config.py": f"class Config:\n    SECRET_KEY = None\n\nclass DevelopmentConfig(Config):\n    DEBUG = True\n    SQLALCHEMY_DATABASE_URI = 'postgresql://ap:{D}@10.30.1.9/gomi'\n\nclass ProductionConfig(Config):\n    DEBUG = False\n    SQLALCHEMY_DATABASE_URI = 'postgresql://ap_p:{P}@10.10.1.9/gomi'\n",
    },
    [
        Mutation("config.py", "10.30.1.9", "10.10.1.9", "sep-db"),
        Mutation("config.py", D, P, "sep-cred"),
        Mutation("config.py", "DEBUG = False", "DEBUG = True", "sep-debug-prod"),
    ],
)
CASES["dynaconf-envs"] = Repository(
    {
        "settings.toml": '[default]\nport = 8000\ndebug = false\n\n[development]\ndebug = true\ndatabase.host = "10.30.2.8"\ndatabase.name = "toshokan"\n\n[production]\ndatabase.host = "10.10.2.8"\ndatabase.name = "toshokan"\n',
        ".secrets.toml": f'[development]\ndatabase.password = "{D}"\n\n[production]\ndatabase.password = "{P}"\n',
    },
    [
        Mutation("settings.toml", "10.30.2.8", "10.10.2.8", "sep-db"),
        Mutation(".secrets.toml", D, P, "sep-cred"),
        Mutation("settings.toml", "[production]\n", "[production]\ndebug = true\n", "sep-debug-prod"),
    ],
)
CASES["node-config-json5"] = Repository(
    {
        "config/default.json5": "{\n  // 共通\n  server: { port: 3000 },\n  db: { dialect: 'postgres', port: 5432 },\n}\n",
        "config/development.json5": f"{{\n  db: {{ host: '10.30.4.4', database: 'madoguchi', password: '{D}' }},\n  session: {{ secret: '{D}sess' }},\n  s3: {{ bucket: 'madoguchi-dev' }},\n}}\n",
        "config/production.json5": f"{{\n  db: {{ host: '10.10.4.4', database: 'madoguchi', password: '{P}' }},\n  session: {{ secret: '{P}sess' }},\n  s3: {{ bucket: 'madoguchi-prod' }},\n}}\n",
        "config/custom-environment-variables.json5": "{ db: { password: 'DB_PASSWORD' } }\n",
    },
    [
        Mutation("config/development.json5", "10.30.4.4", "10.10.4.4", "sep-db"),
        Mutation("config/development.json5", f"'{D}'", f"'{P}'", "sep-cred"),
        Mutation("config/development.json5", f"{D}sess", f"{P}sess", "sep-cred"),
        Mutation("config/development.json5", "madoguchi-dev", "madoguchi-prod", "sep-bucket"),
    ],
)
CASES["knexfile-ormconfig"] = Repository(
    {
        "config/database.js": f"module.exports = {{\n  development: {{\n    client: 'mysql2',\n    connection: {{ host: '10.30.5.1', user: 'd', password: '{D}', database: 'suido' }},\n  }},\n  production: {{\n    client: 'mysql2',\n    connection: {{ host: '10.10.5.1', user: 'p', password: '{P}', database: 'suido' }},\n  }},\n}};\n",
    },
    [
        Mutation("config/database.js", "10.30.5.1", "10.10.5.1", "sep-db"),
        Mutation("config/database.js", D, P, "sep-cred"),
    ],
)
CASES["knexfile-root"] = Repository(
    {
        "knexfile.js": f"module.exports = {{\n  development: {{\n    client: 'mysql2',\n    connection: {{ host: '10.30.5.1', user: 'd', password: '{D}', database: 'suido' }},\n  }},\n  production: {{\n    client: 'mysql2',\n    connection: {{ host: '10.10.5.1', user: 'p', password: '{P}', database: 'suido' }},\n  }},\n}};\n",
    },
    [Mutation("knexfile.js", "10.30.5.1", "10.10.5.1", "sep-db"), Mutation("knexfile.js", D, P, "sep-cred")],
)
CASES["aspnet-staging"] = Repository(
    {
        "src/Zeimu.Web/appsettings.json": '\ufeff{\n  "Logging": {"LogLevel": {"Default": "Information"}},\n  "AllowedHosts": "*"\n}\n',
        "src/Zeimu.Web/appsettings.Development.json": f'{{\n  "ConnectionStrings": {{\n    "Zeimu": "Server=(localdb)\\\\MSSQLLocalDB;Database=Zeimu;Trusted_Connection=True"\n  }},\n  "Jwt": {{"SigningKey": "{D}jwt"}}\n}}\n',
        "src/Zeimu.Web/appsettings.Staging.json": f'{{\n  "ConnectionStrings": {{\n    "Zeimu": "Server=tcp:10.20.1.50,1433;Initial Catalog=Zeimu;User ID=zeimu_st;Password={S};Encrypt=True",\n    "Redis": "10.20.1.60:6379,password={S}r,ssl=False"\n  }},\n  "Jwt": {{"SigningKey": "{S}jwt"}},\n  "AzureAd": {{"ClientId": "22222222-aaaa-4bbb-8ccc-123456789abc"}}\n}}\n',
        "src/Zeimu.Web/appsettings.Production.json": f'{{\n  "ConnectionStrings": {{\n    "Zeimu": "Server=tcp:10.10.1.50,1433;Initial Catalog=Zeimu;User ID=zeimu_pr;Password={P};Encrypt=True",\n    "Redis": "10.10.1.60:6379,password={P}r,ssl=False"\n  }},\n  "Jwt": {{"SigningKey": "{P}jwt"}},\n  "AzureAd": {{"ClientId": "11111111-aaaa-4bbb-8ccc-123456789abc"}}\n}}\n',
    },
    [
        Mutation("src/Zeimu.Web/appsettings.Staging.json", "10.20.1.50", "10.10.1.50", "sep-db", "medium"),
        Mutation("src/Zeimu.Web/appsettings.Staging.json", f"Password={S};", f"Password={P};", "sep-cred", "medium"),
        Mutation("src/Zeimu.Web/appsettings.Staging.json", "10.20.1.60", "10.10.1.60", "sep-db", "medium"),
        Mutation("src/Zeimu.Web/appsettings.Staging.json", f"password={S}r", f"password={P}r", "sep-cred", "medium"),
        Mutation("src/Zeimu.Web/appsettings.Development.json", f"{D}jwt", f"{P}jwt", "sep-cred"),
        Mutation("src/Zeimu.Web/appsettings.Staging.json", "22222222-aaaa", "11111111-aaaa", "sep-idp", "medium"),
        Mutation(
            "src/Zeimu.Web/appsettings.Production.json",
            '  "Jwt"',
            '  "DetailedErrors": true,\n  "Jwt"',
            "sep-debug-prod",
            "medium",
        ),
    ],
)
CASES["symfony-packages"] = Repository(
    {
        ".env": "APP_ENV=dev\nAPP_SECRET=\n",
        ".env.prod": f'APP_ENV=prod\nAPP_SECRET={P}\nDATABASE_URL="mysql://kp:{P}x@10.10.2.77:3306/kyufu?serverVersion=8.0"\nMESSENGER_TRANSPORT_DSN=amqp://up:{P}q@10.10.2.78:5672/%2f/messages\n',
        ".env.dev": f'APP_SECRET={D}\nDATABASE_URL="mysql://k:{D}x@10.30.2.77:3306/kyufu?serverVersion=8.0"\nMESSENGER_TRANSPORT_DSN=amqp://u:{D}q@10.30.2.78:5672/%2f/messages\n',
        "config/packages/doctrine.yaml": "doctrine:\n  dbal:\n    url: '%env(resolve:DATABASE_URL)%'\n",
    },
    [
        Mutation(".env.dev", "10.30.2.77", "10.10.2.77", "sep-db"),
        Mutation(".env.dev", f"APP_SECRET={D}", f"APP_SECRET={P}", "sep-cred"),
        Mutation(".env.dev", "10.30.2.78", "10.10.2.78", "sep-queue"),
        Mutation(".env.dev", f"{D}x@", f"{P}x@", "sep-cred"),
    ],
)

CASES["vbnet-app-config"] = Repository(
    {
        "App.Release.config": f'<?xml version="1.0"?>\n<configuration>\n <connectionStrings>\n  <add name="Juki" connectionString="Data Source=10.10.1.1;Initial Catalog=Juki;User ID=juki_h;Password={P}"/>\n </connectionStrings>\n</configuration>\n',
        "App.Debug.config": f'<?xml version="1.0"?>\n<configuration>\n <connectionStrings>\n  <add name="Juki" connectionString="Data Source=10.30.1.1;Initial Catalog=Juki;User ID=juki_d;Password={D}"/>\n </connectionStrings>\n</configuration>\n',
    },
    [Mutation("App.Debug.config", "10.30.1.1", "10.10.1.1", "sep-db"), Mutation("App.Debug.config", D, P, "sep-cred")],
)
CASES["vite-modes"] = Repository(
    {
        ".env": "VITE_TITLE=窓口\n",
        ".env.development": "VITE_API_URL=https://api.kaihatsu.local\nVITE_FIREBASE_PROJECT_ID=madoguchi-dev1\nVITE_COGNITO_CLIENT_ID=1h2j3k4l5m6n7o8p\n",
        ".env.production": "VITE_API_URL=https://api.madoguchi.lg.jp\nVITE_FIREBASE_PROJECT_ID=madoguchi-hon1\nVITE_COGNITO_CLIENT_ID=9a8b7c6d5e4f3g2h\n",
    },
    [
        Mutation(".env.development", "madoguchi-dev1", "madoguchi-hon1", "sep-account", "medium"),
        Mutation(".env.development", "1h2j3k4l5m6n7o8p", "9a8b7c6d5e4f3g2h", "sep-idp", "medium"),
    ],
)
CASES["firebase-rc"] = Repository(
    {
        "src/environments/environment.ts": "export const environment = {\n  production: false,\n  firebase: { projectId: 'koho-dev-1', apiKey: 'AIzaSyDdevdevdevdevdevdevdevdevdevdevde1' },\n};\n",
        "src/environments/environment.prod.ts": "export const environment = {\n  production: true,\n  firebase: { projectId: 'koho-hon-1', apiKey: 'AIzaSyDhonhonhonhonhonhonhonhonhonhonho1' },\n};\n",
    },
    [
        Mutation("src/environments/environment.ts", "koho-dev-1", "koho-hon-1", "sep-account", "medium"),
        Mutation(
            "src/environments/environment.ts",
            "AIzaSyDdevdevdevdevdevdevdevdevdevdevde1",
            "AIzaSyDhonhonhonhonhonhonhonhonhonhonho1",
            "sep-cred",
        ),
    ],
)
CASES["pm2"] = Repository(
    {
        "ecosystem.config.js": f"module.exports = {{\n  apps: [{{\n    name: 'yoyaku',\n    script: 'dist/main.js',\n    env_development: {{ NODE_ENV: 'development', DB_HOST: '10.30.1.1', DB_NAME: 'y', DB_PASSWORD: '{D}' }},\n    env_production: {{ NODE_ENV: 'production', DB_HOST: '10.10.1.1', DB_NAME: 'y', DB_PASSWORD: '{P}' }},\n  }}],\n}};\n",
    },
    [
        Mutation("ecosystem.config.js", "10.30.1.1", "10.10.1.1", "sep-db"),
        Mutation("ecosystem.config.js", D, P, "sep-cred"),
    ],
)


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)
