"""Repositories of Java programs as contractors of a city write them, each clean, and changed in one place.

All names, hosts and secrets are invented. A mutation replaces one text of one file.
"""

from __future__ import annotations

import pytest

from tests.checks.separation.reviewed import D, Mutated, Mutation, P, Repository, check_clean, check_mutated, mutated

RES = "src/main/resources/"
CASES: dict[str, Repository] = {
    "spring-honban-kaihatsu-yml": Repository(
        {
            RES
            + "application.yml": "spring:\n  application:\n    name: juki\n  profiles:\n    active: ${SPRING_PROFILES_ACTIVE:kaihatsu}\nserver:\n  port: 8080\nlogging:\n  pattern:\n    console: '%d{yyyy-MM-dd} %-5level %logger{36} - %msg%n'\n",
            RES + "application-kaihatsu.yml": f"""spring:
  datasource:
    url: jdbc:oracle:thin:@//dbsv01.kaihatsu.local:1521/JUKIDEV
    username: JUKI_DEV
    password: {D}
    hikari:
      maximum-pool-size: 10
  mail:
    host: mail.kaihatsu.soka-kaihatsu.jp
    port: 25
  ldap:
    urls: ldap://ad01.kaihatsu.local:389
    username: cn=juki,dc=kaihatsu,dc=local
    password: {D}ldap
  rabbitmq:
    host: mq.kaihatsu.local
    username: juki_dev_mq
    password: {D}mq
  kafka:
    bootstrap-servers: kafka01.kaihatsu.local:9092,kafka02.kaihatsu.local:9092
  security:
    oauth2:
      client:
        registration:
          kc:
            client-id: juki-web-kaihatsu
            client-secret: {D}oidc
        provider:
          kc:
            issuer-uri: https://idp.kaihatsu.local/realms/juki
management:
  endpoints:
    web:
      exposure:
        include: "*"
minio:
  endpoint: https://s3.kaihatsu.local
  bucket: juki-kaihatsu-doc
  access-key: AK{D}
  secret-key: SK{D}
""",
            RES + "application-honban.yml": f"""spring:
  datasource:
    url: jdbc:oracle:thin:@//dbsv11.honban.local:1521/JUKI
    username: JUKI_HON
    password: {P}
    hikari:
      maximum-pool-size: 50
  mail:
    host: mail.soka-unyo.jp
    port: 25
  ldap:
    urls: ldap://ad01.soka-unyo.local:389
    username: cn=juki,dc=soka-unyo,dc=local
    password: {P}ldap
  rabbitmq:
    host: mq.soka-unyo.local
    username: juki_hon_mq
    password: {P}mq
  kafka:
    bootstrap-servers: kafka01.soka-unyo.local:9092,kafka02.soka-unyo.local:9092
  security:
    oauth2:
      client:
        registration:
          kc:
            client-id: juki-web-honban
            client-secret: {P}oidc
        provider:
          kc:
            issuer-uri: https://idp.soka-unyo.jp/realms/juki
management:
  endpoints:
    web:
      exposure:
        include: health,info
minio:
  endpoint: https://s3.soka-unyo.local
  bucket: juki-honban-doc
  access-key: AK{P}
  secret-key: SK{P}
""",
        },
        [
            Mutation(
                RES + "application-kaihatsu.yml",
                "dbsv01.kaihatsu.local:1521/JUKIDEV",
                "dbsv11.honban.local:1521/JUKI",
                "sep-db",
            ),
            Mutation(
                RES + "application-kaihatsu.yml", "dbsv01.kaihatsu.local", "dbsv11.honban.local", "sep-db", "high"
            ),  # server + names production
            Mutation(RES + "application-kaihatsu.yml", f"password: {D}\n", f"password: {P}\n", "sep-cred"),
            Mutation(RES + "application-kaihatsu.yml", f"{D}ldap", f"{P}ldap", "sep-cred"),
            Mutation(RES + "application-kaihatsu.yml", f"{D}mq", f"{P}mq", "sep-cred"),
            Mutation(RES + "application-kaihatsu.yml", f"{D}oidc", f"{P}oidc", "sep-cred"),
            Mutation(RES + "application-kaihatsu.yml", "JUKI_DEV\n", "JUKI_HON\n", "sep-user", "medium"),
            Mutation(
                RES + "application-kaihatsu.yml",
                "mail.kaihatsu.soka-kaihatsu.jp",
                "mail.soka-unyo.jp",
                "sep-idp",
                "medium",
            ),
            Mutation(
                RES + "application-kaihatsu.yml",
                "ldap://ad01.kaihatsu.local:389",
                "ldap://ad01.soka-unyo.local:389",
                "sep-idp",
                "medium",
            ),
            Mutation(RES + "application-kaihatsu.yml", "mq.kaihatsu.local", "mq.soka-unyo.local", "sep-queue"),
            Mutation(
                RES + "application-kaihatsu.yml",
                "kafka01.kaihatsu.local:9092,kafka02.kaihatsu.local:9092",
                "kafka01.soka-unyo.local:9092,kafka02.soka-unyo.local:9092",
                "sep-queue",
            ),
            Mutation(
                RES + "application-kaihatsu.yml",
                "https://idp.kaihatsu.local/realms/juki",
                "https://idp.soka-unyo.jp/realms/juki",
                "sep-idp",
                "medium",
            ),
            Mutation(RES + "application-kaihatsu.yml", "juki-kaihatsu-doc", "juki-honban-doc", "sep-bucket"),
            Mutation(RES + "application-kaihatsu.yml", f"AK{D}", f"AK{P}", "sep-cred"),
            Mutation(RES + "application-kaihatsu.yml", f"SK{D}", f"SK{P}", "sep-cred"),
            Mutation(
                RES + "application-kaihatsu.yml", "https://s3.kaihatsu.local", "https://s3.honban.local", "sep-ref-prod"
            ),
            Mutation(
                RES + "application-honban.yml",
                "https://s3.soka-unyo.local",
                "https://s3.kaihatsu.local",
                "sep-ref-dev",
                "medium",
            ),
            Mutation(RES + "application-honban.yml", "mail.soka-unyo.jp", "smtp.mailtrap.io", "sep-ref-dev", "medium"),
            Mutation(RES + "application-honban.yml", "include: health,info", 'include: "*"', "sep-debug-prod"),
            Mutation(
                RES + "application-honban.yml", "management:\n", "auth:\n  mode: mock\nmanagement:\n", "sep-mock-prod"
            ),
            Mutation(
                RES + "application-honban.yml",
                "management:\n",
                "payment:\n  key: sk_test_7Jq2Lm9Xw4\nmanagement:\n",
                "sep-mock-prod",
            ),
            Mutation(
                RES + "application-kaihatsu.yml",
                "management:\n",
                "payment:\n  key: sk_live_7Jq2Lm9Xw4\nmanagement:\n",
                "sep-live-dev",
            ),
            Mutation(
                RES + "application-kaihatsu.yml",
                "management:\n",
                f"prod_db_password: Zt5{D}\nmanagement:\n",
                "sep-secret-in-dev",
            ),
            Mutation(
                RES + "application-honban.yml",
                "management:\n",
                "  profiles:\n    include: kaihatsu\nmanagement:\n",
                "sep-file-cross",
            ),
        ],
    ),
    "spring-properties-kensho": Repository(
        {
            RES + "application.properties": "spring.application.name=zei\nspring.messages.basename=messages\n",
            RES
            + "application-kensho.properties": f"spring.datasource.url=jdbc:sqlserver://10.2.2.3;instanceName=ZEI;databaseName=zei_k\nspring.datasource.username=zei_k\nspring.datasource.password={D}\n",
            RES
            + "application-honban.properties": f"spring.datasource.url=jdbc:sqlserver://10.1.2.3;instanceName=ZEI;databaseName=zei\nspring.datasource.username=zei_h\nspring.datasource.password={P}\n",
        },
        [
            Mutation(
                RES + "application-kensho.properties",
                "10.2.2.3;instanceName=ZEI;databaseName=zei_k",
                "10.1.2.3;instanceName=ZEI;databaseName=zei",
                "sep-db",
                "medium",
            ),
            Mutation(RES + "application-kensho.properties", "10.2.2.3", "10.1.2.3", "sep-db", "medium"),
            Mutation(RES + "application-kensho.properties", D, P, "sep-cred", "medium"),
            Mutation(
                RES + "application-honban.properties",
                "spring.datasource.username",
                "spring.jpa.hibernate.ddl-auto=create-drop\nspring.datasource.username",
                "sep-debug-prod",
            ),
            Mutation(
                RES + "application-honban.properties",
                "spring.datasource.username",
                "spring.h2.console.enabled=true\nspring.datasource.username",
                "sep-debug-prod",
            ),
            Mutation(
                RES + "application.properties",
                "zei\n",
                "zei\nspring.h2.console.enabled=true\n",
                "sep-debug-prod",
                "medium",
            ),
            Mutation(
                RES + "application.properties", "zei\n", "zei\nstorage.bucket=zei-dev-doc\n", "sep-fall-in", "medium"
            ),
        ],
    ),
    "spring-oracle-description": Repository(
        {
            RES
            + "application-dev.properties": f"app.datasource.jdbc-url=jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=TCP)(HOST=10.9.1.21)(PORT=1521)))(CONNECT_DATA=(SERVICE_NAME=JUKID)))\napp.datasource.password={D}\n",
            RES
            + "application-prd.properties": f"app.datasource.jdbc-url=jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=TCP)(HOST=10.1.1.21)(PORT=1521))(ADDRESS=(PROTOCOL=TCP)(HOST=10.1.1.22)(PORT=1521)))(CONNECT_DATA=(SERVICE_NAME=JUKI)))\napp.datasource.password={P}\n",
        },
        [
            Mutation(
                RES + "application-dev.properties",
                "HOST=10.9.1.21)(PORT=1521)))(CONNECT_DATA=(SERVICE_NAME=JUKID)",
                "HOST=10.1.1.21)(PORT=1521)))(CONNECT_DATA=(SERVICE_NAME=JUKI)",
                "sep-db",
            ),
            Mutation(RES + "application-dev.properties", "10.9.1.21", "10.1.1.21", "sep-db", "medium"),
            Mutation(RES + "application-dev.properties", "10.9.1.21", "10.1.1.22", "sep-db", "medium"),
        ],
    ),
    "spring-datasource-array": Repository(
        {
            "config/application-dev.yml": f"datasources:\n  - name: juki\n    jdbc-url: jdbc:postgresql://pgsv01.dev.local/juki\n    password: {D}\n  - name: zei\n    jdbc-url: jdbc:postgresql://pgsv02.dev.local/zei\n    password: {D}2\n",
            "config/application-prod.yml": f"datasources:\n  - name: juki\n    jdbc-url: jdbc:postgresql://pgsv01.soka.lgwan.jp/juki\n    password: {P}\n  - name: zei\n    jdbc-url: jdbc:postgresql://pgsv02.soka.lgwan.jp/zei\n    password: {P}2\n",
        },
        [
            Mutation("config/application-dev.yml", "pgsv02.dev.local", "pgsv02.soka.lgwan.jp", "sep-db"),
            Mutation("config/application-dev.yml", f"{D}2", f"{P}2", "sep-cred"),
            Mutation("config/application-dev.yml", f"{D}2", f"{P}", "sep-cred"),
        ],
    ),
    "spring-multi-yml": Repository(
        {
            "src/main/resources/application.yml": f"spring:\n  application:\n    name: fukushi\n---\nspring:\n  config:\n    activate:\n      on-profile: dev\n  datasource:\n    url: jdbc:mysql://dbdev01.city.local:3306/fukushi\n    password: {D}\n---\nspring:\n  config:\n    activate:\n      on-profile: production\n  datasource:\n    url: jdbc:mysql://dbhon01.city.local:3306/fukushi\n    password: {P}\n",
        },
        [
            Mutation("src/main/resources/application.yml", "dbdev01.city.local", "dbhon01.city.local", "sep-db"),
            Mutation("src/main/resources/application.yml", D, P, "sep-cred"),
        ],
    ),
    "spring-bootstrap-config-server": Repository(
        {
            "config-repo/juki.yml": "logging:\n  level:\n    root: INFO\n",
            "config-repo/juki-dev.yml": f"encrypt:\n  key: {D}\naws:\n  account-id: '111122223333'\n  sqs:\n    queue-name: juki-dev-mail\n  kms:\n    key-id: arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-4333-8444-555555555555\n",
            "config-repo/juki-prod.yml": f"encrypt:\n  key: {P}\naws:\n  account-id: '444455556666'\n  sqs:\n    queue-name: juki-prod-mail\n  kms:\n    key-id: arn:aws:kms:ap-northeast-1:444455556666:key/99999999-2222-4333-8444-555555555555\n",
        },
        [
            Mutation("config-repo/juki-dev.yml", D, P, "sep-cred"),
            Mutation("config-repo/juki-dev.yml", "'111122223333'", "'444455556666'", "sep-account", "medium"),
            Mutation("config-repo/juki-dev.yml", "juki-dev-mail", "juki-prod-mail", "sep-queue", "high"),
            Mutation(
                "config-repo/juki-dev.yml",
                "arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-4333-8444-555555555555",
                "arn:aws:kms:ap-northeast-1:444455556666:key/99999999-2222-4333-8444-555555555555",
                "sep-kms",
            ),
        ],
    ),
    "nablarch-db-properties": Repository(
        {
            "src/main/resources/common.properties": "nablarch.commonProperties.charset=UTF-8\n",
            "src/env/dev/resources/db.properties": f"# 開発環境用設定ファイル\nnablarch.db.jdbcDriver=oracle.jdbc.OracleDriver\nnablarch.db.url=jdbc:oracle:thin:@dbsv91:1521/JUKID\nnablarch.db.user=JUKI_D\nnablarch.db.password={D}\nnablarch.db.schema=JUKI\n",
            "src/env/prod/resources/db.properties": f"# 本番環境用設定ファイル\nnablarch.db.jdbcDriver=oracle.jdbc.OracleDriver\nnablarch.db.url=jdbc:oracle:thin:@dbsv01:1521/JUKI\nnablarch.db.user=JUKI_H\nnablarch.db.password={P}\nnablarch.db.schema=JUKI\n",
        },
        [
            Mutation("src/env/dev/resources/db.properties", "dbsv91:1521/JUKID", "dbsv01:1521/JUKI", "sep-db"),
            Mutation("src/env/dev/resources/db.properties", "dbsv91", "dbsv01", "sep-db", "medium"),
            Mutation("src/env/dev/resources/db.properties", D, P, "sep-cred"),
            Mutation("src/env/dev/resources/db.properties", "JUKI_D\n", "JUKI_H\n", "sep-user", "medium"),
            Mutation(
                "src/env/prod/resources/db.properties",
                "nablarch.db.user",
                "nablarch.hidden.useHiddenEncryption=false\nnablarch.db.user",
                "sep-debug-prod",
            ),
        ],
    ),
    "terasoluna-sid": Repository(
        {
            "zei-env/src/main/resources/META-INF/spring/zei-infra.properties": "database=H2\ndatabase.url=jdbc:h2:mem:zei;DB_CLOSE_DELAY=-1\ndatabase.username=sa\ndatabase.password=\n",
            "zei-env/configs/test-server/resources/META-INF/spring/zei-infra.properties": f"database=ORACLE\ndatabase.url=jdbc:oracle:thin:@10.20.0.5:1521:ZEIT\ndatabase.username=zei_t\ndatabase.password={D}\ncp.maxActive=96\n",
            "zei-env/configs/production-server/resources/META-INF/spring/zei-infra.properties": f"database=ORACLE\ndatabase.url=jdbc:oracle:thin:@10.10.0.5:1521:ZEI\ndatabase.username=zei_p\ndatabase.password={P}\ncp.maxActive=96\n",
        },
        [
            Mutation(
                "zei-env/configs/test-server/resources/META-INF/spring/zei-infra.properties",
                "10.20.0.5:1521:ZEIT",
                "10.10.0.5:1521:ZEI",
                "sep-db",
            ),
            Mutation("zei-env/configs/test-server/resources/META-INF/spring/zei-infra.properties", D, P, "sep-cred"),
            Mutation(
                "zei-env/configs/test-server/resources/META-INF/spring/zei-infra.properties",
                "zei_t",
                "zei_p",
                "sep-user",
                "medium",
            ),
        ],
    ),
    "mybatis-environments": Repository(
        {
            "src/main/resources/env/dev/jdbc.properties": f"jdbc.driver=com.microsoft.sqlserver.jdbc.SQLServerDriver\njdbc.url=jdbc:sqlserver://sqlsv11\\\\JUKI;databaseName=juki\njdbc.username=juki_d\njdbc.password={D}\n",
            "src/main/resources/env/honban/jdbc.properties": f"jdbc.driver=com.microsoft.sqlserver.jdbc.SQLServerDriver\njdbc.url=jdbc:sqlserver://sqlsv01\\\\JUKI;databaseName=juki\njdbc.username=juki_h\njdbc.password={P}\n",
        },
        [
            Mutation("src/main/resources/env/dev/jdbc.properties", "sqlsv11", "sqlsv01", "sep-db"),
            Mutation("src/main/resources/env/dev/jdbc.properties", D, P, "sep-cred"),
        ],
    ),
    "jndi-context-xml": Repository(
        {
            "deploy/dev/context.xml": f'<?xml version="1.0"?>\n<Context>\n  <Resource name="jdbc/juki" auth="Container" type="javax.sql.DataSource"\n    driverClassName="org.postgresql.Driver" url="jdbc:postgresql://10.8.0.4:5432/juki"\n    username="juki_dev" password="{D}" maxTotal="20"/>\n</Context>\n',
            "deploy/honban/context.xml": f'<?xml version="1.0"?>\n<Context>\n  <Resource name="jdbc/juki" auth="Container" type="javax.sql.DataSource"\n    driverClassName="org.postgresql.Driver" url="jdbc:postgresql://10.1.0.4:5432/juki"\n    username="juki_hon" password="{P}" maxTotal="20"/>\n</Context>\n',
        },
        [
            Mutation("deploy/dev/context.xml", "10.8.0.4", "10.1.0.4", "sep-db"),
            Mutation("deploy/dev/context.xml", D, P, "sep-cred"),
            Mutation("deploy/dev/context.xml", "juki_dev", "juki_hon", "sep-user", "medium"),
        ],
    ),
    "maven-filters": Repository(
        {
            "src/main/filters/dev.properties": f"db.host=10.8.0.4\ndb.name=juki\ndb.pass={D}\nsmtp.host=relay.dev.city.local\n",
            "src/main/filters/prod.properties": f"db.host=10.1.0.4\ndb.name=juki\ndb.pass={P}\nsmtp.host=relay.city.lgwan.jp\n",
        },
        [
            Mutation("src/main/filters/dev.properties", "10.8.0.4", "10.1.0.4", "sep-db"),
            Mutation("src/main/filters/dev.properties", D, P, "sep-cred"),
            Mutation(
                "src/main/filters/dev.properties", "relay.dev.city.local", "relay.city.lgwan.jp", "sep-idp", "medium"
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_clean_repository_has_no_finding(name: str) -> None:
    check_clean(CASES[name])


@pytest.mark.parametrize("case", mutated(CASES), ids=str)
def test_one_change_is_one_finding_at_its_line(case: Mutated) -> None:
    check_mutated(case)
