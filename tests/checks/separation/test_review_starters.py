"""Projects as their generators leave them, and values that every environment may share: nothing at medium or above."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guard.model import Severity
from tests.checks.separation.reviewed import judged, told

STARTERS: dict[str, dict[str, str]] = {}
STARTERS["django-startproject"] = {
    "juki/settings.py": "import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nSECRET_KEY = 'django-insecure-3k9x7q2m5n8v1b4z6c0j'\nDEBUG = True\nALLOWED_HOSTS = []\nDATABASES = {\n    'default': {\n        'ENGINE': 'django.db.backends.sqlite3',\n        'NAME': BASE_DIR / 'db.sqlite3',\n    }\n}\nSTATIC_URL = 'static/'\n",
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'juki.settings')\n",
}
STARTERS["cookiecutter-django-like"] = {
    "config/settings/base.py": "import environ\nenv = environ.Env()\nDEBUG = env.bool('DJANGO_DEBUG', False)\nDATABASES = {'default': env.db('DATABASE_URL')}\nADMINS = [('K', 'k@example.com')]\nREDIS_URL = env('REDIS_URL', default='redis://redis:6379/0')\nEMAIL_BACKEND = env('DJANGO_EMAIL_BACKEND', default='django.core.mail.backends.smtp.EmailBackend')\n",
    "config/settings/local.py": "from .base import *\nDEBUG = True\nSECRET_KEY = env('DJANGO_SECRET_KEY', default='!!!SET DJANGO_SECRET_KEY!!!')\nALLOWED_HOSTS = ['localhost', '0.0.0.0', '127.0.0.1']\nEMAIL_HOST = env('EMAIL_HOST', default='mailpit')\nCACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}\n",
    "config/settings/test.py": "from .base import *\nSECRET_KEY = env('DJANGO_SECRET_KEY', default='!!!SET DJANGO_SECRET_KEY!!!')\nTEST_RUNNER = 'django.test.runner.DiscoverRunner'\nPASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']\n",
    "config/settings/production.py": "from .base import *\nSECRET_KEY = env('DJANGO_SECRET_KEY')\nALLOWED_HOSTS = env.list('DJANGO_ALLOWED_HOSTS', default=['juki.example.com'])\nSECURE_HSTS_SECONDS = 60\nAWS_STORAGE_BUCKET_NAME = env('DJANGO_AWS_STORAGE_BUCKET_NAME')\nAWS_QUERYSTRING_EXPIRE = 60 * 60\nCACHES = {'default': {'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': REDIS_URL}}\nADMIN_URL = env('DJANGO_ADMIN_URL')\n",
    ".envs/.local/.postgres": "POSTGRES_HOST=postgres\nPOSTGRES_PORT=5432\nPOSTGRES_DB=juki\nPOSTGRES_USER=debug\nPOSTGRES_PASSWORD=debug\n",
    ".envs/.local/.django": "USE_DOCKER=yes\nIPYTHONDIR=/app/.ipython\nREDIS_URL=redis://redis:6379/0\n",
    ".envs/.production/.postgres": "POSTGRES_HOST=postgres\nPOSTGRES_PORT=5432\nPOSTGRES_DB=juki\nPOSTGRES_USER=vKqTzWn\nPOSTGRES_PASSWORD=q8Ls2Xc9\n",
    ".envs/.production/.django": "DJANGO_SETTINGS_MODULE=config.settings.production\nDJANGO_SECRET_KEY=8uJm4Nw2Za7\nDJANGO_ALLOWED_HOSTS=.juki.example.com\nREDIS_URL=redis://redis:6379/0\n",
    "docker-compose.local.yml": "services:\n  django: &django\n    build:\n      dockerfile: ./compose/local/django/Dockerfile\n    image: juki_local_django\n    container_name: juki_local_django\n    env_file:\n      - ./.envs/.local/.django\n      - ./.envs/.local/.postgres\n    ports:\n      - '8000:8000'\n",
    "docker-compose.production.yml": "services:\n  django: &django\n    build:\n      dockerfile: ./compose/production/django/Dockerfile\n    image: juki_production_django\n    env_file:\n      - ./.envs/.production/.django\n      - ./.envs/.production/.postgres\n",
}
STARTERS["laravel-new"] = {
    ".env.example": 'APP_NAME=Laravel\nAPP_ENV=local\nAPP_KEY=\nAPP_DEBUG=true\nAPP_URL=http://localhost\nDB_CONNECTION=sqlite\n# DB_HOST=127.0.0.1\nSESSION_DRIVER=database\nQUEUE_CONNECTION=database\nREDIS_HOST=127.0.0.1\nREDIS_PASSWORD=null\nMAIL_MAILER=log\nMAIL_HOST=127.0.0.1\nMAIL_FROM_ADDRESS="hello@example.com"\nAWS_DEFAULT_REGION=us-east-1\nAWS_BUCKET=\n',
    "config/app.php": "<?php\nreturn [\n 'name' => env('APP_NAME', 'Laravel'),\n 'env' => env('APP_ENV', 'production'),\n 'debug' => (bool) env('APP_DEBUG', false),\n 'url' => env('APP_URL', 'http://localhost'),\n 'key' => env('APP_KEY'),\n 'cipher' => 'AES-256-CBC',\n];\n",
    "config/database.php": "<?php\nreturn ['default' => env('DB_CONNECTION', 'sqlite'), 'connections' => ['mysql' => ['driver'=>'mysql','url'=>env('DB_URL'),'host'=>env('DB_HOST','127.0.0.1'),'port'=>env('DB_PORT','3306'),'database'=>env('DB_DATABASE','laravel'),'username'=>env('DB_USERNAME','root'),'password'=>env('DB_PASSWORD','')]], 'redis'=>['client'=>env('REDIS_CLIENT','phpredis')]];\n",
    "config/auth.php": "<?php\nreturn ['defaults'=>['guard'=>env('AUTH_GUARD','web'),'passwords'=>env('AUTH_PASSWORD_BROKER','users')],'passwords'=>['users'=>['provider'=>'users','table'=>env('AUTH_PASSWORD_RESET_TOKEN_TABLE','password_reset_tokens'),'expire'=>60,'throttle'=>60]],'password_timeout'=>env('AUTH_PASSWORD_TIMEOUT',10800)];\n",
    "config/queue.php": "<?php\nreturn ['default'=>env('QUEUE_CONNECTION','database'),'connections'=>['database'=>['driver'=>'database','table'=>env('DB_QUEUE_TABLE','jobs'),'queue'=>env('DB_QUEUE','default')],'beanstalkd'=>['host'=>env('BEANSTALKD_QUEUE_HOST','localhost')],'sqs'=>['prefix'=>env('SQS_PREFIX','https://sqs.us-east-1.amazonaws.com/your-account-id'),'queue'=>env('SQS_QUEUE','default')]]];\n",
    "config/mail.php": "<?php\nreturn ['default'=>env('MAIL_MAILER','log'),'mailers'=>['smtp'=>['host'=>env('MAIL_HOST','127.0.0.1'),'port'=>env('MAIL_PORT',2525)]],'from'=>['address'=>env('MAIL_FROM_ADDRESS','hello@example.com')]];\n",
    "config/services.php": "<?php\nreturn ['slack'=>['notifications'=>['bot_user_oauth_token'=>env('SLACK_BOT_USER_OAUTH_TOKEN')]]];\n",
    "phpunit.xml": '<phpunit><php><env name="APP_ENV" value="testing"/><env name="DB_DATABASE" value=":memory:"/></php></phpunit>\n',
}
STARTERS["aspnet-new"] = {
    "appsettings.json": '{\n  "ConnectionStrings": {"DefaultConnection": "Server=(localdb)\\\\mssqllocaldb;Database=aspnet-Juki-53bc9b9d;Trusted_Connection=True;MultipleActiveResultSets=true"},\n  "Logging": {"LogLevel": {"Default": "Information","Microsoft.AspNetCore": "Warning"}},\n  "AllowedHosts": "*"\n}\n',
    "appsettings.Development.json": '{\n  "DetailedErrors": true,\n  "Logging": {"LogLevel": {"Default": "Debug"}}\n}\n',
    "appsettings.Production.json": '{\n  "Logging": {"LogLevel": {"Default": "Warning"}}\n}\n',
    "Properties/launchSettings.json": '{\n  "profiles": {"http": {"commandName": "Project","applicationUrl": "http://localhost:5212","environmentVariables": {"ASPNETCORE_ENVIRONMENT": "Development"}}}\n}\n',
}
STARTERS["aspnet-framework-new"] = {
    "Web.Release.config": '<?xml version="1.0"?>\n<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">\n  <system.web>\n    <compilation xdt:Transform="RemoveAttributes(debug)" />\n  </system.web>\n</configuration>\n',
    "Web.config": '<?xml version="1.0"?>\n<configuration>\n  <system.web>\n    <compilation debug="true" targetFramework="4.8" />\n    <httpRuntime targetFramework="4.8" />\n  </system.web>\n</configuration>\n',
    "Web.Debug.config": '<?xml version="1.0"?>\n<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">\n  <system.web>\n  </system.web>\n</configuration>\n',
}
STARTERS["spring-initializr"] = {
    "src/main/resources/application.properties": "spring.application.name=demo\n",
    "src/main/resources/application-dev.yml": "spring:\n  datasource:\n    url: jdbc:h2:mem:testdb\n    username: sa\n    password:\n  h2:\n    console:\n      enabled: true\nlogging:\n  level:\n    root: DEBUG\n  pattern:\n    console: '%d{HH:mm:ss} %-5level [%thread] %logger{36} - %msg%n'\nserver:\n  port: 8080\n",
    "src/main/resources/application-prod.yml": "spring:\n  datasource:\n    url: ${SPRING_DATASOURCE_URL}\n    username: ${DB_USER:juki}\n    password: ${DB_PASSWORD}\n  messages:\n    basename: i18n/messages\nlogging:\n  level:\n    root: INFO\n  pattern:\n    console: '%d{HH:mm:ss} %-5level [%thread] %logger{36} - %msg%n'\nserver:\n  port: 8080\n  shutdown: graceful\n",
    "pom.xml": "<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId></parent></project>\n",
}
RB = "Rails.application.configure do\n"
STARTERS["rails-new"] = {
    "config/database.yml": 'default: &default\n  adapter: postgresql\n  encoding: unicode\n  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>\n\ndevelopment:\n  <<: *default\n  database: juki_development\n\ntest:\n  <<: *default\n  database: juki_test\n\nproduction:\n  primary: &primary_production\n    <<: *default\n    database: juki_production\n    username: juki\n    password: <%= ENV["JUKI_DATABASE_PASSWORD"] %>\n  cache:\n    <<: *primary_production\n    database: juki_production_cache\n    migrations_paths: db/cache_migrate\n  queue:\n    <<: *primary_production\n    database: juki_production_queue\n    migrations_paths: db/queue_migrate\n',
    "config/cable.yml": 'development:\n  adapter: async\n\ntest:\n  adapter: test\n\nproduction:\n  adapter: redis\n  url: <%= ENV.fetch("REDIS_URL") { "redis://localhost:6379/1" } %>\n  channel_prefix: juki_production\n',
    "config/storage.yml": 'test:\n  service: Disk\n  root: <%= Rails.root.join("tmp/storage") %>\nlocal:\n  service: Disk\n  root: <%= Rails.root.join("storage") %>\n',
    "config/queue.yml": 'default: &default\n  dispatchers:\n    - polling_interval: 1\n      batch_size: 500\n  workers:\n    - queues: "*"\n      threads: 3\n\ndevelopment:\n  <<: *default\n\nproduction:\n  <<: *default\n',
    "config/recurring.yml": 'production:\n  clear_solid_queue_finished_jobs:\n    command: "SolidQueue::Job.clear_finished_in_batches(sleep_between_batches: 0.3)"\n    schedule: every hour at minute 12\n',
    "config/environments/development.rb": RB
    + '  config.enable_reloading = true\n  config.consider_all_requests_local = true\n  config.action_mailer.default_url_options = { host: "localhost", port: 3000 }\nend\n',
    "config/environments/test.rb": RB
    + '  config.consider_all_requests_local = true\n  config.action_mailer.default_url_options = { host: "example.com" }\n  config.cache_store = :null_store\nend\n',
    "config/environments/production.rb": RB
    + '  config.enable_reloading = false\n  config.consider_all_requests_local = false\n  config.active_storage.service = :local\n  config.action_mailer.default_url_options = { host: "example.com" }\n  config.log_tags = [ :request_id ]\n  config.log_level = ENV.fetch("RAILS_LOG_LEVEL", "info")\nend\n',
    "config/deploy.yml": "service: juki\nimage: your-user/juki\nservers:\n  web:\n    - 192.168.0.1\nregistry:\n  username: your-user\n  password:\n    - KAMAL_REGISTRY_PASSWORD\nenv:\n  secret:\n    - RAILS_MASTER_KEY\n",
    "Dockerfile": '# syntax=docker/dockerfile:1\nARG RUBY_VERSION=3.4.1\nFROM docker.io/library/ruby:$RUBY_VERSION-slim AS base\nWORKDIR /rails\nENV RAILS_ENV="production" \\\n    BUNDLE_DEPLOYMENT="1" \\\n    BUNDLE_PATH="/usr/local/bundle" \\\n    BUNDLE_WITHOUT="development"\nFROM base AS build\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install && rm -rf ~/.bundle/\nCOPY . .\nFROM base\nCOPY --from=build /rails /rails\nUSER 1000:1000\nENTRYPOINT ["/rails/bin/docker-entrypoint"]\nCMD ["./bin/thrust", "./bin/rails", "server"]\n',
    ".dockerignore": "/.git/\n/log/*\n",
    ".github/workflows/ci.yml": "name: CI\non:\n  pull_request:\n  push:\n    branches: [ main ]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      postgres:\n        image: postgres\n        env:\n          POSTGRES_USER: postgres\n          POSTGRES_PASSWORD: postgres\n    steps:\n      - uses: actions/checkout@v4\n      - name: Run tests\n        env:\n          RAILS_ENV: test\n          DATABASE_URL: postgres://postgres:postgres@localhost:5432\n        run: bin/rails db:test:prepare test\n",
}
STARTERS["nablarch-blank"] = {
    "pom.xml": "<project><profiles><profile><id>dev</id><activation><activeByDefault>true</activeByDefault></activation><properties><env.classifier>dev</env.classifier></properties></profile><profile><id>prod</id><properties><env.classifier>prod</env.classifier></properties></profile></profiles></project>\n",
    "src/main/resources/common.properties": "nablarch.commonProperties.basePackage=com.nablarch.example\nnablarch.sessionManager.defaultStoreName=db\nnablarch.dbTransactionManager.statementFactory.fetchSize=50\nnablarch.messages.localeAttribute.defaultLanguage=ja\n",
    "src/env/dev/resources/env.properties": "# 開発環境用設定ファイル\nnablarch.db.jdbcDriver=org.h2.Driver\nnablarch.db.url=jdbc:h2:./h2/db/SAMPLE\nnablarch.db.user=SAMPLE\nnablarch.db.password=SAMPLE\nnablarch.db.schema=PUBLIC\nnablarch.connectionFactory.jndiResourceName=\nnablarch.codeCache.loadOnStartup=false\n",
    "src/env/prod/resources/env.properties": "# 本番環境用設定ファイル\nnablarch.connectionFactory.jndiResourceName=java:comp/env/jdbc/DataSource\nnablarch.db.schema=PUBLIC\nnablarch.codeCache.loadOnStartup=true\n",
    "src/env/prod/resources/log.properties": "writer.appLog.formatter.format=$date$ -$logLevel$- $loggerName$ [$executionId$] boot_proc = [$bootProcess$] $message$$information$$stackTrace$\n",
    "src/env/dev/resources/log.properties": "writer.appLog.formatter.format=$date$ -$logLevel$- $loggerName$ [$executionId$] boot_proc = [$bootProcess$] $message$$information$$stackTrace$\n",
}
KUS = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
STARTERS["flux-starter"] = {
    "apps/base/podinfo/release.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: podinfo\nspec:\n  releaseName: podinfo\n  chart:\n    spec:\n      chart: podinfo\n      sourceRef:\n        kind: HelmRepository\n        name: podinfo\n  interval: 50m\n  values:\n    redis:\n      enabled: true\n",
    "apps/base/podinfo/kustomization.yaml": KUS
    + "namespace: podinfo\nresources:\n  - namespace.yaml\n  - release.yaml\n",
    "apps/staging/kustomization.yaml": KUS
    + "resources:\n  - ../base/podinfo\npatches:\n  - path: podinfo-values.yaml\n    target:\n      kind: HelmRelease\n      name: podinfo\n",
    "apps/production/kustomization.yaml": KUS
    + "resources:\n  - ../base/podinfo\npatches:\n  - path: podinfo-values.yaml\n    target:\n      kind: HelmRelease\n      name: podinfo\n",
    "apps/staging/podinfo-values.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\nspec:\n  chart:\n    spec:\n      version: '>=1.0.0-alpha'\n  test:\n    enable: false\n  values:\n    ingress:\n      className: nginx\n      hosts:\n        - host: podinfo.staging\n",
    "apps/production/podinfo-values.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: podinfo\nspec:\n  chart:\n    spec:\n      version: '>=1.0.0'\n  values:\n    ingress:\n      className: nginx\n      hosts:\n        - host: podinfo.production\n",
    **{
        f"clusters/{e}/{f}.yaml": f"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {f}\n  namespace: flux-system\nspec:\n  interval: 1h\n  retryInterval: 1m\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  path: ./{f}/{e if f == 'apps' else 'configs'}\n  prune: true\n"
        for e in ("staging", "production")
        for f in ("apps", "infrastructure")
    },
}
STARTERS["kustomize-starter"] = {
    "base/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: juki\nspec:\n  template:\n    spec:\n      containers:\n        - name: juki\n          image: juki:1.2.3\n          env:\n            - name: DB_PASSWORD\n              valueFrom:\n                secretKeyRef:\n                  name: juki-db\n                  key: password\n",
    "base/kustomization.yaml": "resources:\n  - deployment.yaml\n",
    "overlays/dev/kustomization.yaml": "namePrefix: dev-\nresources:\n  - ../../base\nimages:\n  - name: juki\n    newTag: dev\n",
    "overlays/prod/kustomization.yaml": "namePrefix: prod-\nresources:\n  - ../../base\nimages:\n  - name: juki\n    newTag: 1.2.3\nreplicas:\n  - name: juki\n    count: 3\n",
}
STARTERS["helm-create"] = {
    "juki/Chart.yaml": "apiVersion: v2\nname: juki\ntype: application\nversion: 0.1.0\nappVersion: '1.16.0'\n",
    "juki/values.yaml": "replicaCount: 1\nimage:\n  repository: nginx\n  pullPolicy: IfNotPresent\n  tag: ''\nimagePullSecrets: []\nserviceAccount:\n  create: true\n  automount: true\n  name: ''\nservice:\n  type: ClusterIP\n  port: 80\ningress:\n  enabled: false\n  className: ''\n  hosts:\n    - host: chart-example.local\n      paths:\n        - path: /\nlivenessProbe:\n  httpGet:\n    path: /\n    port: http\nautoscaling:\n  enabled: false\n",
    "juki/values-dev.yaml": "image:\n  tag: dev\nexistingSecret: juki-db\n",
    "juki/values-prod.yaml": "image:\n  tag: 1.0.0\nexistingSecret: juki-db\nreplicaCount: 3\n",
}
STARTERS["next-app"] = {
    ".env": "NEXT_PUBLIC_SITE_NAME=juki\nNEXT_PUBLIC_GA_ID=G-ABC123XYZ9\n",
    ".env.development": "NEXT_PUBLIC_API_URL=http://localhost:3001/api\nNEXTAUTH_URL=http://localhost:3000\n",
    ".env.production": "NEXT_PUBLIC_API_URL=https://api.juki.soka-unyo.jp\nNEXTAUTH_URL=https://juki.soka-unyo.jp\n",
    "package.json": '{"name":"juki","scripts":{"dev":"next dev","build":"next build","start":"next start"}}\n',
    "Dockerfile": 'FROM node:22-alpine AS base\nFROM base AS deps\nWORKDIR /app\nCOPY package.json package-lock.json* ./\nRUN npm ci\nFROM base AS builder\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm run build\nFROM base AS runner\nENV NODE_ENV=production\nCOPY --from=builder /app/public ./public\nCMD ["node", "server.js"]\n',
}
STARTERS["serverless-starter"] = {
    "serverless.yml": "org: juki\nservice: juki\nframeworkVersion: '4'\nprovider:\n  name: aws\n  runtime: nodejs20.x\n  stage: ${opt:stage, 'dev'}\n  environment:\n    TABLE: juki-${sls:stage}\nparams:\n  dev:\n    domain: dev.juki.example.com\n    memory: 256\n  prod:\n    domain: juki.example.com\n    memory: 1024\nfunctions:\n  hello:\n    handler: handler.hello\n    events:\n      - httpApi:\n          path: /\n          method: get\n      - schedule: cron(0 12 * * ? *)\n",
}
STARTERS["terraform-starter"] = {
    "modules/web/variables.tf": 'variable "environment" { type = string }\nvariable "instance_type" { default = "t3.micro" }\nvariable "vpc_cidr" { default = "10.0.0.0/16" }\n',
    "modules/web/main.tf": 'resource "aws_instance" "web" {\n  ami = data.aws_ami.al2023.id\n  instance_type = var.instance_type\n  metadata_options { http_tokens = "required" }\n}\ndata "aws_ami" "al2023" {\n  owners = ["137112412989"]\n}\nresource "aws_security_group" "web" {\n  ingress {\n    from_port = 443\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n',
    **{
        f"envs/{e}/main.tf": f'terraform {{\n  required_version = ">= 1.9"\n  required_providers {{\n    aws = {{ source = "hashicorp/aws", version = "~> 5.0" }}\n  }}\n  backend "s3" {{\n    bucket = "juki-{e}-tfstate"\n    key = "terraform.tfstate"\n    region = "ap-northeast-1"\n    encrypt = true\n  }}\n}}\nprovider "aws" {{\n  region = "ap-northeast-1"\n}}\nmodule "web" {{\n  source = "../../modules/web"\n  environment = "{e}"\n  instance_type = var.instance_type\n}}\n'
        for e in ("dev", "stg", "prod")
    },
    **{
        f"envs/{e}/terraform.tfvars": f'environment = "{e}"\ninstance_type = "t3.{s}"\nregion = "ap-northeast-1"\nadmin_cidr_blocks = ["203.0.113.0/24"]\n'
        for e, s in (("dev", "micro"), ("stg", "small"), ("prod", "large"))
    },
}
STARTERS["vite-vue"] = {
    ".env.development": "VITE_API_BASE=/api\nVITE_APP_TITLE=住民窓口\nVITE_FEATURE_X=true\n",
    ".env.production": "VITE_API_BASE=/api\nVITE_APP_TITLE=住民窓口\nVITE_FEATURE_X=true\n",
    ".env.test": "VITE_API_BASE=/api\n",
}
STARTERS["symfony-skeleton"] = {
    ".env": 'APP_ENV=dev\nAPP_SECRET=\nDATABASE_URL="postgresql://app:!ChangeMe!@127.0.0.1:5432/app?serverVersion=16&charset=utf8"\nMAILER_DSN=null://null\nMESSENGER_TRANSPORT_DSN=doctrine://default?auto_setup=0\n',
    ".env.dev": "APP_SECRET=0f3a9b2c7d8e1f6a5b4c3d2e1f0a9b8c\n",
    ".env.test": "KERNEL_CLASS='App\\Kernel'\nAPP_SECRET='$ecretf0rt3st'\n",
    "config/packages/framework.yaml": "framework:\n  secret: '%env(APP_SECRET)%'\n  session: true\nwhen@test:\n  framework:\n    test: true\n    session:\n      storage_factory_id: session.storage.factory.mock_file\n",
    "config/packages/monolog.yaml": "monolog:\n  channels: [deprecation]\nwhen@dev:\n  monolog:\n    handlers:\n      main:\n        type: stream\n        path: '%kernel.logs_dir%/%kernel.environment%.log'\nwhen@prod:\n  monolog:\n    handlers:\n      main:\n        type: fingers_crossed\n        action_level: error\n",
}
STARTERS["ansible-starter"] = {
    "inventories/production/hosts": "[web]\nweb01 ansible_host=198.51.100.10\n[db]\ndb01 ansible_host=198.51.100.11\n",
    "inventories/staging/hosts": "[web]\nweb01 ansible_host=198.51.100.20\n[db]\ndb01 ansible_host=198.51.100.21\n",
    "inventories/production/group_vars/all.yml": "ntp_server: ntp.nict.jp\napp_port: 8080\ntimezone: Asia/Tokyo\ndb_password: '{{ vault_db_password }}'\nansible_user: deploy\n",
    "inventories/staging/group_vars/all.yml": "ntp_server: ntp.nict.jp\napp_port: 8080\ntimezone: Asia/Tokyo\ndb_password: '{{ vault_db_password }}'\nansible_user: deploy\n",
}
#: Equal for production and development, and fine so.
SAME = """http_tokens: required
id-token: write
token-validity: 2592000
access_token_lifetime: 3600
server_port: 8080
feature_flag_new_ui: true
image_tag: 1.4.2-alpine
schedule: "0 3 * * 1-5"
cron_expression: 0 0 12 * * ?
locale: ja_JP
timezone: Asia/Tokyo
password_encoder: org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder
log_pattern: "%d{yyyy-MM-dd HH:mm:ss.SSS} [%thread] %-5level %logger{36} - %msg%n"
docs_url: https://docs.spring.io/spring-boot/
homepage: https://www.city.soka.saitama.jp/
cors_allowed_origins: https://www.city.soka.saitama.jp,https://city.soka.saitama.jp
bucket_prefix: uploads/documents
s3_key: uploads/documents/2026
ssh_key_path: /etc/keys/id_ed25519
secret_key_file: /run/secrets/app_key
private_key_location: classpath:keys/jwt.pem
password_min_length: 12
password_policy: strong
token_header: X-Auth-Token
token_type: Bearer
api_key_header_name: X-Api-Key
jwt_algorithm: RS256
kms_alias: alias/aws/s3
redis_host: redis
cache_url: redis://redis:6379/0
db_url: jdbc:h2:mem:test
service_host: api.juki.svc.cluster.local
issuer: https://login.microsoftonline.com/common/v2.0
oauth_authorize_url: https://accounts.google.com/o/oauth2/auth
smtp_host: email-smtp.ap-northeast-1.amazonaws.com
db_user: postgres
db_port: 5432
driver: org.postgresql.Driver
api_token: <change.me>
client_secret: replaceme
secret_value: set-me
db_password: ${DB_PASSWORD}
enc_password: ENC(Qk3vT9xLq8wZ2rN5aa==)
vault_password: "{cipher}0a9b8c7d6e5f"
account_name: juki
project: juki
name: juki
queue_type: fifo
queue_size: 1000
topic: news
stream_enabled: true
bucket_region: ap-northeast-1
ami_owner: "137112412989"
log_account_id: "137112412989"
session_cookie_name: JSESSIONID
session_key: user
app_key_prefix: juki
sort_key: created_at
primary_key: id
partition_key: tenant
foreign_key: user_id
cache_key: user-list
translation_key: menu.title
public_key_pem: "-----BEGIN PUBLIC KEY-----"
aws_region: ap-northeast-1
namespace: default
ingress_cidr_allowed: 0.0.0.0/0
proxy_host: proxy.city.local
ntp_host: ntp.nict.jp
dns_server: 8.8.8.8
sentry_environment_url: https://sentry.io
password_field: user_password
username_attribute: sAMAccountName
max_token_count: 100000
csrf_token_name: _csrf
author: soka
email: info@city.soka.saitama.jp
support_email: help@example.jp
s3_storage_class: STANDARD_IA
secret_name: juki-db
broker_enabled: true
mq_type: classic
kafka_topic_partitions: 3
consumer_group: juki
vpc_enabled: true
subnet_count: 2
cidr_mask: 24
client_id: juki
kafka_client_id: juki-web-1
""".splitlines()


def _medium(files: dict[str, str]) -> list[tuple[str, str, str, int]]:
    findings, skips, _check = judged(files)
    assert skips == []
    return told([one for one in findings if one.severity >= Severity.MEDIUM])


@pytest.mark.parametrize("name", STARTERS)
def test_a_project_as_its_generator_leaves_it_has_no_finding(name: str) -> None:
    assert _medium(STARTERS[name]) == []


def _written(line: str) -> Iterator[dict[str, str]]:
    key, _, value = line.partition(": ")
    value = value.strip('"')
    plain, upper = key.replace("-", "_"), key.upper().replace("-", "_")
    yield {f"conf/application-{name}.yml": f"{line}\n" for name in ("dev", "prod")}
    yield {f".env.{name}": f"{upper}='{value}'\n" for name in ("development", "production")}
    yield {f"src/main/resources/env/{name}/app.properties": f"app.{key}={value}\n" for name in ("dev", "prod")}
    yield {f"envs/{name}/terraform.tfvars": f'{plain} = "{value}"\n' for name in ("dev", "prod")}


@pytest.mark.parametrize("line", SAME)
def test_a_value_that_may_be_equal_is_no_finding(line: str) -> None:
    assert [found for files in _written(line) for found in _medium(files)] == []


#: What each guard must not hide.
GUARDED = (
    ("db_password: admin", "sep-cred"),
    ("api_token: t8Kq2Lm4Xw7Zr", "sep-cred"),
    ("db_host: db.city.lgwan.jp", "sep-db"),
    ("db_host: dbsv01", "sep-db"),
    ("s3_bucket: juki-files", "sep-bucket"),
    ("client_id: juki-web-1", "sep-idp"),
    ("smtp_host: relay.city.lgwan.jp", "sep-idp"),
    ("smtp_host: mailsv01", "sep-idp"),
    ("issuer: https://sso.city.lgwan.jp/realms/juki", "sep-idp"),
    ("kms_key: arn:aws:kms:ap-northeast-1:444455556666:key/11111111-2222-4333-8444-555555555555", "sep-kms"),
    ("aws_account_id: '444455556666'", "sep-account"),
    ("db_user: juki_app", "sep-user"),
    ("vpc_cidr: 10.1.0.0/16", "sep-net"),
    ("secret_key_base: 0a9b8c7d6e5f4a3b", "sep-cred"),
    ("amqp_url: amqp://mq.city.lgwan.jp/juki", "sep-queue"),
    ("rabbitmq_host: mq.city.lgwan.jp", "sep-queue"),
    ("ext_url: https://juki:t8Kq2Lm4Xw7Zr@api.city.lgwan.jp/", "sep-cred"),
)


@pytest.mark.parametrize(("line", "rule"), GUARDED)
def test_the_guards_hide_nothing_else(line: str, rule: str) -> None:
    files = {f"conf/application-{name}.yml": f"{line}\n" for name in ("dev", "prod")}
    assert [found[0] for found in _medium(files)] == [rule]
