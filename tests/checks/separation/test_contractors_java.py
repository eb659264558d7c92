"""Java repositories as contractors of municipalities write them, each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

from tests.checks.separation.reviewed import D, Mutated, Mutation, P, Repository, S, check_clean, check_mutated, mutated

CASES: dict[str, Repository] = {}
CASES["spring-groups"] = Repository(
    {
        "batch/src/main/resources/application.yml": "spring:\n  application:\n    name: kokuho-batch\n  profiles:\n    default: local\n    group:\n      prd: [prd-db, prd-mq]\n      st: [st-db]\n  datasource:\n    driver-class-name: org.postgresql.Driver\n    hikari:\n      maximum-pool-size: 10\nlogging:\n  level:\n    root: INFO\n",
        "batch/src/main/resources/application-local.yml": "spring:\n  datasource:\n    url: jdbc:postgresql://localhost:5432/kokuho\n    username: kokuho\n    password: kokuho\n  data:\n    redis:\n      host: localhost\n",
        "batch/src/main/resources/application-st.yml": f"spring:\n  datasource:\n    url: jdbc:postgresql://10.20.3.11:5432/kokuho\n    username: kokuho_st\n    password: {S}\n  data:\n    redis:\n      sentinel:\n        master: kokuho-st\n        nodes: 10.20.3.21:26379,10.20.3.22:26379\n  mail:\n    host: 10.20.9.25\n  kafka:\n    bootstrap-servers: 10.20.3.31:9092,10.20.3.32:9092\n  ldap:\n    urls: ldap://10.20.4.5:389\n    password: {S}L\ncloud:\n  aws:\n    s3:\n      bucket: kokuho-st-chohyo\n    credentials:\n      access-key: AKIAST3EXAMPLE0000AB\n      secret-key: {S}aws\n",
        "batch/src/main/resources/application-prd.yml": f"spring:\n  datasource:\n    url: jdbc:postgresql://10.10.3.11:5432/kokuho\n    username: kokuho_prd\n    password: {P}\n  data:\n    redis:\n      sentinel:\n        master: kokuho-prd\n        nodes: 10.10.3.21:26379,10.10.3.22:26379\n  mail:\n    host: 10.10.9.25\n  kafka:\n    bootstrap-servers: 10.10.3.31:9092,10.10.3.32:9092\n  ldap:\n    urls: ldap://10.10.4.5:389\n    password: {P}L\ncloud:\n  aws:\n    s3:\n      bucket: kokuho-prd-chohyo\n    credentials:\n      access-key: AKIAPR0EXAMPLE0000CD\n      secret-key: {P}aws\n",
    },
    [
        Mutation("batch/src/main/resources/application-st.yml", "10.20.3.11", "10.10.3.11", "sep-db"),
        Mutation("batch/src/main/resources/application-st.yml", "kokuho_st", "kokuho_prd", "sep-user", "high"),
        Mutation("batch/src/main/resources/application-st.yml", f"password: {S}\n", f"password: {P}\n", "sep-cred"),
        Mutation(
            "batch/src/main/resources/application-st.yml",
            "10.20.3.21:26379,10.20.3.22:26379",
            "10.10.3.21:26379,10.10.3.22:26379",
            "sep-db",
        ),
        Mutation("batch/src/main/resources/application-st.yml", "10.20.9.25", "10.10.9.25", "sep-idp", "medium"),
        Mutation(
            "batch/src/main/resources/application-st.yml",
            "10.20.3.31:9092,10.20.3.32:9092",
            "10.10.3.31:9092,10.10.3.32:9092",
            "sep-queue",
        ),
        Mutation(
            "batch/src/main/resources/application-st.yml",
            "ldap://10.20.4.5:389",
            "ldap://10.10.4.5:389",
            "sep-idp",
            "medium",
        ),
        Mutation("batch/src/main/resources/application-st.yml", "kokuho-st-chohyo", "kokuho-prd-chohyo", "sep-bucket"),
        Mutation(
            "batch/src/main/resources/application-st.yml", "AKIAST3EXAMPLE0000AB", "AKIAPR0EXAMPLE0000CD", "sep-cred"
        ),
        Mutation("batch/src/main/resources/application-st.yml", f"{S}aws", f"{P}aws", "sep-cred"),
        Mutation(
            "batch/src/main/resources/application-prd.yml",
            "  mail:",
            "  h2:\n    console:\n      enabled: true\n  mail:",
            "sep-debug-prod",
        ),
        Mutation(
            "batch/src/main/resources/application.yml", "prd: [prd-db, prd-mq]", "prd: [prd-db, st]", "sep-file-cross"
        ),
    ],
)
# Spring in a Gradle multi-project, properties folders src/main/resources-<env>
CASES["gradle-resources-env"] = Repository(
    {
        "src/main/resources/messages.properties": "err.required={0}は必須です\n",
        "src/main/resources-dev/jdbc.properties": f"jdbc.driverClassName=oracle.jdbc.OracleDriver\njdbc.url=jdbc:oracle:thin:@172.16.30.5:1521:ZEIDB\njdbc.username=ZEI_DEV\njdbc.password={D}\nfile.root=/data/dev\n",
        "src/main/resources-prod/jdbc.properties": f"jdbc.driverClassName=oracle.jdbc.OracleDriver\njdbc.url=jdbc:oracle:thin:@172.16.10.5:1521:ZEIDB\njdbc.username=ZEI_APP\njdbc.password={P}\nfile.root=/data/prod\n",
    },
    [
        Mutation("src/main/resources-dev/jdbc.properties", "172.16.30.5", "172.16.10.5", "sep-db"),
        Mutation("src/main/resources-dev/jdbc.properties", D, P, "sep-cred"),
        Mutation("src/main/resources-dev/jdbc.properties", "ZEI_DEV", "ZEI_APP", "sep-user", "medium"),
    ],
)
# Struts-style: 環境別 folders with Japanese names
CASES["japanese-folders"] = Repository(
    {
        "環境設定/本番/system.properties": f"DB_URL=jdbc:sqlserver://sv-db01:1433;databaseName=KAIGO;encrypt=true\nDB_USER=kaigo_ap\nDB_PASS={P}\nSFTP_HOST=10.10.8.8\nSFTP_PASSWORD={P}sftp\n",
        "環境設定/検証/system.properties": f"DB_URL=jdbc:sqlserver://sv-db91:1433;databaseName=KAIGO;encrypt=true\nDB_USER=kaigo_kn\nDB_PASS={S}\nSFTP_HOST=10.20.8.8\nSFTP_PASSWORD={S}sftp\n",
        "環境設定/開発/system.properties": f"DB_URL=jdbc:sqlserver://localhost:1433;databaseName=KAIGO\nDB_USER=sa\nDB_PASS={D}\nSFTP_HOST=localhost\nSFTP_PASSWORD={D}sftp\n",
    },
    [
        Mutation("環境設定/検証/system.properties", "sv-db91", "sv-db01", "sep-db", "medium"),
        Mutation("環境設定/開発/system.properties", "localhost:1433", "sv-db01:1433", "sep-db"),
        Mutation("環境設定/開発/system.properties", f"DB_PASS={D}", f"DB_PASS={P}", "sep-cred"),
        Mutation("環境設定/検証/system.properties", f"{S}sftp", f"{P}sftp", "sep-cred", "medium"),
    ],
)
# Nablarch with XML component & batch
CASES["nablarch-batch"] = Repository(
    {
        "nablarch-juki-batch/pom.xml": "<project>\n <profiles>\n  <profile><id>dev</id><activation><activeByDefault>true</activeByDefault></activation><properties><env.dir>ut</env.dir></properties></profile>\n  <profile><id>prod</id><properties><env.dir>prod</env.dir></properties></profile>\n </profiles>\n</project>\n",
        "nablarch-juki-batch/src/main/resources/common.properties": "nablarch.commonProperties.basePackage=jp.lg.juki\nnablarch.uniqueIdGenerator.tableName=ID_GENERATE\n",
        "nablarch-juki-batch/src/env/dev/resources/env.properties": f"# 開発環境用\nnablarch.db.jdbcDriver=org.postgresql.Driver\nnablarch.db.url=jdbc:postgresql://10.30.1.4:5432/juki\nnablarch.db.user=juki_d\nnablarch.db.password={D}\nnablarch.db.schema=PUBLIC\nnablarch.sendMail.host=10.30.1.25\n",
        "nablarch-juki-batch/src/env/prod/resources/env.properties": f"# 本番環境用\nnablarch.db.jdbcDriver=org.postgresql.Driver\nnablarch.db.url=jdbc:postgresql://10.10.1.4:5432/juki\nnablarch.db.user=juki_p\nnablarch.db.password={P}\nnablarch.db.schema=PUBLIC\nnablarch.sendMail.host=10.10.1.25\n",
        "nablarch-juki-batch/src/env/prod/resources/env.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<component-configuration xmlns="http://tis.co.jp/nablarch/component-configuration">\n  <component name="dataSource" class="org.postgresql.ds.PGSimpleDataSource">\n    <property name="url" value="${nablarch.db.url}"/>\n  </component>\n</component-configuration>\n',
    },
    [
        Mutation("nablarch-juki-batch/src/env/dev/resources/env.properties", "10.30.1.4", "10.10.1.4", "sep-db"),
        Mutation(
            "nablarch-juki-batch/src/env/dev/resources/env.properties", f"password={D}", f"password={P}", "sep-cred"
        ),
        Mutation(
            "nablarch-juki-batch/src/env/dev/resources/env.properties", "10.30.1.25", "10.10.1.25", "sep-idp", "medium"
        ),
        Mutation("nablarch-juki-batch/src/env/dev/resources/env.properties", "juki_d", "juki_p", "sep-user", "medium"),
    ],
)
# TERASOLUNA multi-project
CASES["terasoluna-env-configs"] = Repository(
    {
        "zei-env/pom.xml": "<project>\n <artifactId>zei-env</artifactId>\n <profiles>\n  <profile><id>local</id></profile>\n  <profile><id>st-server</id><build><resources><resource><directory>configs/st-server/resources</directory></resource></resources></build></profile>\n  <profile><id>prod-server</id><build><resources><resource><directory>configs/prod-server/resources</directory></resource></resources></build></profile>\n </profiles>\n</project>\n",
        "zei-env/src/main/resources/META-INF/spring/zei-infra.properties": "database=H2\ndatabase.url=jdbc:h2:mem:zei;DB_CLOSE_DELAY=-1\ndatabase.username=sa\ndatabase.password=\ndatabase.driverClassName=org.h2.Driver\n",
        "zei-env/configs/st-server/resources/META-INF/spring/zei-infra.properties": f"database=POSTGRESQL\ndatabase.url=jdbc:postgresql://10.20.5.5/zei\ndatabase.username=zei_st\ndatabase.password={S}\ncp.maxActive=30\n",
        "zei-env/configs/prod-server/resources/META-INF/spring/zei-infra.properties": f"database=POSTGRESQL\ndatabase.url=jdbc:postgresql://10.10.5.5/zei\ndatabase.username=zei_pr\ndatabase.password={P}\ncp.maxActive=96\n",
        "zei-env/configs/prod-server/resources/META-INF/spring/zei-env.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<beans xmlns="http://www.springframework.org/schema/beans">\n  <bean id="realDataSource" class="org.apache.commons.dbcp2.BasicDataSource">\n    <property name="url" value="${database.url}" />\n    <property name="password" value="${database.password}" />\n  </bean>\n</beans>\n',
    },
    [
        Mutation(
            "zei-env/configs/st-server/resources/META-INF/spring/zei-infra.properties",
            "10.20.5.5",
            "10.10.5.5",
            "sep-db",
        ),
        Mutation("zei-env/configs/st-server/resources/META-INF/spring/zei-infra.properties", S, P, "sep-cred"),
    ],
)
# Maven profiles with nested profile words and activation
CASES["maven-honban"] = Repository(
    {
        "pom.xml": f"<project>\n  <properties>\n    <java.version>17</java.version>\n  </properties>\n  <profiles>\n    <profile>\n      <id>kaihatsu</id>\n      <activation><activeByDefault>true</activeByDefault></activation>\n      <properties>\n        <jdbc.url>jdbc:mysql://10.30.2.2:3306/hoken</jdbc.url>\n        <jdbc.user>hoken_k</jdbc.user>\n        <jdbc.password>{D}</jdbc.password>\n        <upload.bucket>hoken-kaihatsu-upload</upload.bucket>\n      </properties>\n    </profile>\n    <profile>\n      <id>honban</id>\n      <properties>\n        <jdbc.url>jdbc:mysql://10.10.2.2:3306/hoken</jdbc.url>\n        <jdbc.user>hoken_h</jdbc.user>\n        <jdbc.password>{P}</jdbc.password>\n        <upload.bucket>hoken-honban-upload</upload.bucket>\n      </properties>\n    </profile>\n  </profiles>\n</project>\n",
    },
    [
        Mutation("pom.xml", "10.30.2.2", "10.10.2.2", "sep-db"),
        Mutation("pom.xml", D, P, "sep-cred"),
        Mutation("pom.xml", "hoken-kaihatsu-upload", "hoken-honban-upload", "sep-bucket"),
        Mutation("pom.xml", "hoken_k<", "hoken_h<", "sep-user", "medium"),
    ],
)
# Rails: multi-db, ERB default
CASES["rails-multidb"] = Repository(
    {
        "config/database.yml": f"default: &default\n  adapter: mysql2\n  encoding: utf8mb4\n  pool: <%= ENV.fetch(\"RAILS_MAX_THREADS\") {{ 5 }} %>\n\ndevelopment:\n  primary:\n    <<: *default\n    host: <%= ENV['DB_HOST'] || 'localhost' %>\n    database: kosodate_development\n    username: root\n    password:\n\nstaging:\n  primary:\n    <<: *default\n    host: 10.20.6.6\n    database: kosodate\n    username: kosodate_stg\n    password: {S}\n  replica:\n    <<: *default\n    host: 10.20.6.7\n    database: kosodate\n    username: kosodate_stg_ro\n    replica: true\n\nproduction:\n  primary:\n    <<: *default\n    host: 10.10.6.6\n    database: kosodate\n    username: kosodate_prd\n    password: {P}\n  replica:\n    <<: *default\n    host: 10.10.6.7\n    database: kosodate\n    username: kosodate_prd_ro\n    replica: true\n",
        "config/storage.yml": "local:\n  service: Disk\n  root: <%= Rails.root.join('storage') %>\n\namazon_staging:\n  service: S3\n  bucket: kosodate-stg-files\n\namazon_production:\n  service: S3\n  bucket: kosodate-prd-files\n",
        "config/environments/production.rb": "Rails.application.configure do\n  config.consider_all_requests_local = false\n  config.active_storage.service = :amazon_production\n  config.action_mailer.smtp_settings = { address: '10.10.6.25', port: 25, domain: 'kosodate.lg.jp' }\n  config.log_level = :info\nend\n",
        "config/environments/staging.rb": "Rails.application.configure do\n  config.consider_all_requests_local = false\n  config.active_storage.service = :amazon_staging\n  config.action_mailer.smtp_settings = { address: '10.20.6.25', port: 25, domain: 'stg.kosodate.lg.jp' }\n  config.log_level = :debug\nend\n",
        "config/environments/development.rb": "Rails.application.configure do\n  config.consider_all_requests_local = true\n  config.active_storage.service = :local\n  config.action_mailer.delivery_method = :letter_opener_web\nend\n",
    },
    [
        Mutation("config/database.yml", "10.20.6.6", "10.10.6.6", "sep-db", "medium"),
        Mutation("config/database.yml", "10.20.6.7", "10.10.6.7", "sep-db", "medium"),
        Mutation("config/database.yml", S, P, "sep-cred", "medium"),
        Mutation(
            "config/database.yml",
            "<%= ENV['DB_HOST'] || 'localhost' %>\n    database: kosodate_development",
            "10.10.6.6\n    database: kosodate",
            "sep-db",
        ),
        Mutation("config/environments/staging.rb", "10.20.6.25", "10.10.6.25", "sep-idp", "medium"),
        Mutation(
            "config/environments/production.rb",
            "consider_all_requests_local = false",
            "consider_all_requests_local = true",
            "sep-debug-prod",
        ),
        Mutation("config/storage.yml", "kosodate-stg-files", "kosodate-prd-files", "sep-bucket", "medium"),
    ],
)

CASES["play-conf"] = Repository(
    {
        "conf/application.conf": '# 共通\nplay.http.secret.key = ${?APPLICATION_SECRET}\nplay.i18n.langs = [ "ja", "en" ]\nslick.dbs.default {\n  profile = "slick.jdbc.PostgresProfile$"\n  db {\n    driver = "org.postgresql.Driver"\n    numThreads = 20\n  }\n}\nplay.filters.hosts.allowed = ["."] // すべて\n',
        "conf/dev.conf": f'include "application"\n\nplay.http.secret.key = "{D}play"\nslick.dbs.default.db {{\n  url = "jdbc:postgresql://10.30.1.15:5432/bunsho"\n  user = bunsho_d\n  password = "{D}"\n}}\nplay.mailer {{ host = "10.30.1.25", port = 25 }}\nfiles.bucket: bunsho-dev-files\nakka.remote.seed = ["10.30.1.31:2551", "10.30.1.32:2551"]\n',
        "conf/prod.conf": f'include "application.conf"\n\nplay.http.secret.key = "{P}play"\nslick.dbs.default.db {{\n  url = "jdbc:postgresql://10.10.1.15:5432/bunsho"\n  user = bunsho_p\n  password = "{P}"\n}}\nplay.mailer {{ host = "10.10.1.25", port = 25 }}\nfiles.bucket: bunsho-prod-files\nakka.remote.seed = ["10.10.1.31:2551", "10.10.1.32:2551"]\n',
    },
    [
        Mutation("conf/dev.conf", "10.30.1.15", "10.10.1.15", "sep-db"),
        Mutation("conf/dev.conf", f'"{D}"', f'"{P}"', "sep-cred"),
        Mutation("conf/dev.conf", f"{D}play", f"{P}play", "sep-cred"),
        Mutation("conf/dev.conf", "bunsho_d", "bunsho_p", "sep-user", "medium"),
        Mutation("conf/dev.conf", "10.30.1.25", "10.10.1.25", "sep-idp", "medium"),
        Mutation("conf/dev.conf", "bunsho-dev-files", "bunsho-prod-files", "sep-bucket"),
        Mutation("conf/prod.conf", 'include "application.conf"', 'include "dev"', "sep-file-cross"),
    ],
)
CASES["akka-resources"] = Repository(
    {
        "src/main/resources/application.conf": "app {\n  name = kessai\n  db = ${?DB}\n}\n",
        "src/main/resources/application-test.conf": f'include "application"\ndb {{\n  default {{\n    url = "jdbc:mysql://10.20.1.16/kessai?useSSL=false"\n    password = {S}\n  }}\n}}\n',
        "src/main/resources/application-prod.conf": f'include required(classpath("application.conf"))\ndb {{\n  default {{\n    url = "jdbc:mysql://10.10.1.16/kessai?useSSL=false"\n    password = {P}\n  }}\n}}\n',
    },
    [
        Mutation("src/main/resources/application-test.conf", "10.20.1.16", "10.10.1.16", "sep-db"),
        Mutation("src/main/resources/application-test.conf", S, P, "sep-cred"),
    ],
)
CASES["hocon-sections"] = Repository(
    {
        "conf/application.conf": f'common = 1\ndevelopment {{ db.default.url = "jdbc:mysql://10.30.1.17/kessai", db.default.password = "{D}" }}\nproduction {{ db.default.url = "jdbc:mysql://10.10.1.17/kessai", db.default.password = "{P}" }}\n',
    },
    [
        Mutation("conf/application.conf", "10.30.1.17", "10.10.1.17", "sep-db"),
        Mutation("conf/application.conf", D, P, "sep-cred"),
    ],
)

CASES["spring-resources-env-yml"] = Repository(
    {
        "src/main/resources/application.yml": "spring:\n  application:\n    name: a\n",
        "src/main/resources-dev/application.yml": f"spring:\n  datasource:\n    url: jdbc:postgresql://10.30.1.1/a\n    password: {D}\n",
        "src/main/resources-honban/application.yml": f"spring:\n  datasource:\n    url: jdbc:postgresql://10.10.1.1/a\n    password: {P}\n",
    },
    [
        Mutation("src/main/resources-dev/application.yml", "10.30.1.1", "10.10.1.1", "sep-db"),
        Mutation("src/main/resources-dev/application.yml", D, P, "sep-cred"),
    ],
)
CASES["spring-config-folder"] = Repository(
    {
        "config/prod/application.yml": f"spring:\n  datasource:\n    url: jdbc:postgresql://10.10.1.1/a\n    password: {P}\n",
        "config/dev/application.yml": f"spring:\n  datasource:\n    url: jdbc:postgresql://10.30.1.1/a\n    password: {D}\n",
    },
    [Mutation("config/dev/application.yml", "10.30.1.1", "10.10.1.1", "sep-db")],
)
CASES["tomcat-context"] = Repository(
    {
        "env/honban/META-INF/context.xml": f'<Context>\n  <Resource name="jdbc/juki" type="javax.sql.DataSource" url="jdbc:oracle:thin:@//10.10.1.1:1521/JUKI" username="JUKI_H" password="{P}"/>\n</Context>\n',
        "env/kaihatsu/META-INF/context.xml": f'<Context>\n  <Resource name="jdbc/juki" type="javax.sql.DataSource" url="jdbc:oracle:thin:@//10.30.1.1:1521/JUKI" username="JUKI_K" password="{D}"/>\n</Context>\n',
    },
    [
        Mutation("env/kaihatsu/META-INF/context.xml", "10.30.1.1", "10.10.1.1", "sep-db"),
        Mutation("env/kaihatsu/META-INF/context.xml", D, P, "sep-cred"),
    ],
)
CASES["quarkus-micronaut"] = Repository(
    {
        "src/main/resources/application.properties": f"quarkus.datasource.db-kind=postgresql\n%dev.quarkus.datasource.jdbc.url=jdbc:postgresql://10.30.1.1/a\n%dev.quarkus.datasource.password={D}\n%prod.quarkus.datasource.jdbc.url=jdbc:postgresql://10.10.1.1/a\n%prod.quarkus.datasource.password={P}\n",
    },
    [
        Mutation("src/main/resources/application.properties", "10.30.1.1", "10.10.1.1", "sep-db"),
        Mutation("src/main/resources/application.properties", D, P, "sep-cred"),
    ],
)


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)
