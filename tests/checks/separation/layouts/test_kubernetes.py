from __future__ import annotations

from guard.checks.separation.layouts.helm import helm
from guard.checks.separation.layouts.kubernetes import kubernetes
from guard.checks.separation.setting import Tree
from tests.checks.separation.layouts.placing import placed, provenance, read_by

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: side
        image: s
      - name: web
        env:
        - name: DB_HOST
          value: {host}
        - name: DB_PASSWORD
          valueFrom: {{secretKeyRef: {{name: db, key: password}}}}
"""
HOST = "Deployment.web.spec.template.spec.containers.web.env.DB_HOST"


def test_an_overlay_is_read_on_top_of_its_base() -> None:
    files = {
        "k8s/base/kustomization.yaml": "resources:\n- deployment.yaml\n",
        "k8s/base/deployment.yaml": DEPLOYMENT.format(host="db"),
        "k8s/overlays/prod/kustomization.yaml": "namespace: juki-prod\nresources:\n- ../../base\npatches:\n- path: patch.yaml\n",
        "k8s/overlays/prod/patch.yaml": DEPLOYMENT.format(host="db.prod.city.example.jp").replace(
            "      - name: side\n        image: s\n", ""
        ),
        "k8s/overlays/dev/kustomization.yaml": "bases: [../../base]\n",
    }
    assert placed(kubernetes, files) == {
        "k8s/base/kustomization.yaml": None,
        "k8s/base/deployment.yaml": None,
        "k8s/overlays/prod/kustomization.yaml": "prod",
        "k8s/overlays/prod/patch.yaml": "prod",
        "k8s/overlays/dev/kustomization.yaml": "dev",
    }
    found = read_by(kubernetes, files, "prod")
    assert found[HOST] == "db.prod.city.example.jp"
    assert found[HOST.replace("HOST", "PASSWORD") + ".valueFrom.secretKeyRef.name"] == "db"
    assert found["namespace"] == "juki-prod"
    assert read_by(kubernetes, files, "dev")[HOST] == "db"
    assert provenance(kubernetes, files, "dev")[HOST] == "inherited"


def test_a_json_patch_sets_what_its_path_names() -> None:
    patch = "- op: replace\n  path: /spec/db~1host\n  value: db.prod.city.example.jp\n"
    inline = "".join(f"      {line}\n" for line in patch.replace("db~1host", "user").splitlines())
    files = {
        "overlays/prod/kustomization.yaml": f"patches:\n- path: db.yaml\n- patch: |-\n{inline}",
        "overlays/prod/db.yaml": patch,
    }
    found = read_by(kubernetes, files, "prod")
    assert found["spec.db/host"] == "db.prod.city.example.jp"
    assert found["patches.1.patch.spec.user"] == "db.prod.city.example.jp"


def test_bases_that_name_each_other_end() -> None:
    files = {
        "overlays/prod/kustomization.yaml": "resources: [../../base]\n",
        "base/kustomization.yaml": "resources: [../base, ../overlays/prod, ../../..]\n",
    }
    assert len(kubernetes(Tree(files))) == 2


def test_data_of_secrets_is_decoded_and_files_in_values_are_taken_apart() -> None:
    text = (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: c29rYS1wYXNz\n  raw: '%%%'\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  application.yml: |\n    db:\n      host: db.example.jp\n"
        "  app.properties: |\n    db.user=juki\n    x=1\n"
    )
    found = read_by(kubernetes, {"k8s/prod/all.yaml": text}, "prod")
    assert found["Secret.db.data.password"] == "soka-pass"
    assert found["Secret.db.data.raw"] == "%%%"
    assert found["ConfigMap.app.data.application.yml.db.host"] == "db.example.jp"
    assert "juki" in found.values()


def test_generators_give_settings_and_files() -> None:
    files = {
        "overlays/prod/kustomization.yaml": "configMapGenerator:\n- name: app\n  literals:\n  - DB_HOST=db.prod.city.example.jp\n  envs: [app.env]\n",
        "overlays/prod/app.env": "DB_USER=juki\n",
    }
    found = read_by(kubernetes, files, "prod")
    assert found["configMapGenerator.app.DB_HOST"] == "db.prod.city.example.jp"
    assert found["DB_USER"] == "juki"


def test_clusters_of_flux_are_environments() -> None:
    text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\nspec:\n  path: ./apps/{0}\n"
    files = {f"clusters/{name}/apps.yaml": text.format(name) for name in ("production", "staging")}
    assert set(placed(kubernetes, files).values()) == {"production", "staging"}


def test_elements_of_an_application_set_say_whose_they_are() -> None:
    text = (
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: juki}\nspec:\n  generators:\n  - list:\n      elements:\n"
        "      - env: prod\n        url: https://k8s.prod.city.example.jp\n      - env: dev\n        url: https://k8s.dev.city.example.jp\n"
    )
    found = read_by(kubernetes, {"argocd/apps.yaml": text}, "dev")
    assert "https://k8s.dev.city.example.jp" in found.values()
    assert "https://k8s.prod.city.example.jp" not in found.values()


def test_manifests_called_release_or_test_are_named_for_what_they_hold() -> None:
    text = DEPLOYMENT.format(host="db")
    files = {f"k8s/{name}.yaml": text for name in ("release", "juki-release", "test", "live", "web-test", "web-prod")}
    assert placed(kubernetes, files) == {"k8s/web-test.yaml": "test", "k8s/web-prod.yaml": "prod"}


def test_manifests_of_nobody_and_templates_of_charts_are_not_claimed() -> None:
    files = {
        "k8s/deployment.yaml": DEPLOYMENT.format(host="db"),
        "chart/Chart.yaml": "apiVersion: v2\nname: juki\n",
        "chart/templates/prod/deployment.yaml": DEPLOYMENT.format(host="{{ .Values.host }}"),
    }
    assert placed(kubernetes, files) == {}


def test_values_of_environments_lie_on_those_of_the_chart() -> None:
    files = {
        "helm/juki/Chart.yaml": "name: juki\n",
        "helm/juki/values.yaml": "db:\n  host: db\n  port: 5432\nenv:\n- name: MODE\n  value: slow\n",
        "helm/juki/values-prod.yaml": "db:\n  host: db.prod.city.example.jp\n",
        "helm/values-dev.yaml": "db:\n  host: db.dev.city.example.jp\n",
        "helm/juki/ci/test-values.yaml": "a: 1\n",
        "other/Chart.yaml": "name: x\n",
        "other/values.yaml": "a: 1\n",
    }
    assert placed(helm, files) == {
        "helm/juki/values.yaml": None,
        "helm/juki/values-prod.yaml": "prod",
        "helm/values-dev.yaml": "dev",
    }
    found = read_by(helm, files, "prod")
    assert (found["db.host"], found["db.port"], found["env.0.MODE"]) == ("db.prod.city.example.jp", "5432", "slow")
    assert read_by(helm, files, "dev")["db.host"] == "db.dev.city.example.jp"


def test_sections_of_environments_inside_of_values_are_found_at_any_depth() -> None:
    text = (
        "apps:\n  juki:\n    cronjobs:\n      production:\n      - name: backup\n        bucket: juki-prod-backups\n"
        "      integration-dev:\n      - name: restore\n        source: juki-prod-backups\n    replicas: 1\n"
    )
    files = {"charts/juki/Chart.yaml": "name: juki\n", "charts/juki/values.yaml": text}
    found = read_by(helm, files, "dev") | read_by(helm, files, "integration-dev")
    assert found["apps.juki.cronjobs.0.restore.source"] == "juki-prod-backups"
    assert found["apps.juki.replicas"] == "1"
    assert "apps.juki.cronjobs.0.backup.bucket" not in found


def test_a_list_of_values_is_replaced_as_a_whole_and_its_items_tell_their_names() -> None:
    files = {
        "chart/Chart.yaml": "name: juki\n",
        "chart/values.yaml": "env:\n- name: DB_HOST\n  value: db\n- name: MODE\n  value: slow\n",
        "chart/values-prod.yaml": "env:\n- name: DB_HOST\n  value: db.prod.city.example.jp\n",
    }
    assert read_by(helm, files, "prod") == {"env.0.DB_HOST": "db.prod.city.example.jp"}
