"""The words that stand for environments, in English, in Japanese, and in Japanese written with Latin letters."""

from __future__ import annotations

from typing import Final

from guard.environment import EnvironmentKind

_PRODUCTION = EnvironmentKind.PRODUCTION
_STAGING = EnvironmentKind.STAGING
_TEST = EnvironmentKind.TEST
_DEVELOPMENT = EnvironmentKind.DEVELOPMENT
_MAINTENANCE = EnvironmentKind.MAINTENANCE
_NON_PRODUCTION = EnvironmentKind.NON_PRODUCTION


def _table(*rows: tuple[str, EnvironmentKind]) -> dict[str, EnvironmentKind]:
    return {word: kind for words, kind in rows for word in words.split()}


#: Words that mean an environment wherever they stand as a token, ``myapp-prod-db`` included.
STRONG: Final = _table(
    ("prod prd production honban honbankankyo 本番 商用", _PRODUCTION),
    ("stg staging preprod preprd preproduction uat kensho 検証 準本番", _STAGING),
    ("testing qa shiken 試験", _TEST),
    ("dev devel develop development kaihatsu 開発", _DEVELOPMENT),
    ("hoshu mainte 保守", _MAINTENANCE),
    ("nonprod nonprd nonproduction nonlive 非本番", _NON_PRODUCTION),
)

#: Words that mean other things too: they count as a whole file suffix, profile, section or environment folder alone.
DANGEROUS: Final = _table(
    ("live hb release 運用環境", _PRODUCTION),
    ("stage acceptance 受入 受入テスト 受入試験 ステージング", _STAGING),
    ("test integration it st ut ct sit ci テスト 結合 総合 結合テスト 総合テスト 結合試験 総合試験", _TEST),
    ("local sandbox 個人", _DEVELOPMENT),
    ("maintenance mnt training 研修 訓練", _MAINTENANCE),
)

WHOLE: Final = STRONG | DANGEROUS

#: ``non-prod`` and ``pre-prod`` are read before ``prod``.
PREFIXED: Final = {"non": _NON_PRODUCTION, "not": _NON_PRODUCTION, "pre": _STAGING}

#: Names of what all environments read, or start from.
BASE: Final = frozenset("base common default defaults shared all global 共通 既定".split())

#: What makes a place where programs run of a word: ``test-server``, ``本番サーバー``.
PLACES: Final = frozenset("server env environment cluster account".split())

#: What else may stand beside the word of an environment without making it mean something else: ``stg-blue``,
#: ``prod-ap-northeast-1``.
QUALIFIERS: Final = PLACES | frozenset(
    "site system blue green primary secondary main sub east west north south northeast northwest southeast southwest "
    "central us eu ap jp asia japan tokyo osaka japaneast japanwest a b c d e v".split()
)

#: Folders whose folders are environments, whatever word they use.
ENVIRONMENT_PARENTS: Final = frozenset(
    "env envs environment environments overlay overlays cluster clusters inventory inventories profile profiles stages "
    "account accounts live 環境".split()
)

#: Folders whose folders may be environments, and much else of two letters (``resources/it`` is Italian).
SETTINGS_PARENTS: Final = frozenset("config configs conf configuration settings resources filters 設定".split())
