from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guard.checks.separation.readers.dockerfile_reader import read_dockerfile
from guard.checks.separation.setting import Leaf

TEXT = """# syntax=docker/dockerfile:1
ARG VERSION=3.11
FROM python:${VERSION} AS build
ENV APP_ENV=production DB_HOST="db.prod.city.example.jp" \\
    # between
    MODE='fast'
ENV OLD style value
RUN pip install \\
    -r requirements.txt
FROM python:3.11 AS production
COPY --from=build . .
RUN <<EOF
COPY is no instruction here
EOF
ARG TOKEN
CMD ["gunicorn"]
"""


def leaves() -> dict[str, Leaf]:
    reading = read_dockerfile(TEXT)
    assert reading.broken is None
    return {".".join(leaf.key): leaf for leaf in reading.leaves}


def test_instructions_are_told_by_stage_and_variables_by_name() -> None:
    assert {key: leaf.value for key, leaf in leaves().items() if not leaf.is_expression} == {
        "stage.0.AS": "build",
        "stage.0.ENV.APP_ENV": "production",
        "stage.0.ENV.DB_HOST": "db.prod.city.example.jp",
        "stage.0.ENV.MODE": "fast",
        "stage.0.ENV.OLD": "style value",
        "stage.0.RUN": "pip install -r requirements.txt",
        "stage.1.FROM": "python:3.11 AS production",
        "stage.1.AS": "production",
        "stage.1.COPY": "--from=build . .",
        "stage.1.RUN": "<<EOF\nCOPY is no instruction here\nEOF",
        "stage.1.CMD": '["gunicorn"]',
    }


def test_an_argument_may_be_set_by_whoever_builds_and_has_a_default() -> None:
    version, token = leaves()["global.ARG.VERSION"], leaves()["stage.1.ARG.TOKEN"]
    assert (version.is_expression, version.default) == (True, "3.11")
    assert (token.is_expression, token.default) == (True, None)


def test_values_of_variables_stand_where_the_leaf_says() -> None:
    for key, leaf in leaves().items():
        if ".ENV." in key or key.endswith(".AS"):
            assert TEXT[leaf.start : leaf.end] == leaf.value


@given(st.text(alphabet=st.sampled_from("FROMENVARUNab=\"'\\<\n \r#$\ud800\x00"), max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for leaf in read_dockerfile(text).leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
