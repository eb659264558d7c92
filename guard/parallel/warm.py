"""Everything that the first candidate of a process costs, paid at import: others are forked from the one that did.

The sample makes the lazy parts load as well: dictionaries, the name model, expressions that are compiled when needed.
"""

from __future__ import annotations

import gc
from functools import partial

from guard.config.config import Config
from guard.model import Blob, Origin
from guard.policy.policy import Policy
from guard.run.scan import make_examiner

_SAMPLE = "氏名,フリガナ,住所,電話番号,メール,生年月日,個人番号\n見本 太郎,ミホン タロウ,埼玉県草加市高砂0丁目0番,048-000-0000,taro@example.jp,昭和55年4月1日,123456789012\n"


def _warm() -> None:
    make_examiner(Policy(Config()), Config()).examine(Blob(Origin("sample.csv"), partial(bytes, _SAMPLE.encode())))
    gc.freeze()  # what is here stays, and a collection in a forked process need not touch its pages


_warm()
