"""Which files may be configuration at all, by their names: everything else is not even read."""

from __future__ import annotations

import re
from typing import Final

#: Above this a configuration file is generated, and is told as too large.
MAX_BYTES: Final = 2 << 20
_SUFFIX: Final = re.compile(
    r"\.(?:ya?ml|json5?|jsonc|properties|toml|ini|cfg|conf|config|env|tf|tfvars|tfbackend|hcl|xml|php|rb|py|[cm]?js|ts|erb|tpl)$"
    r"|(?:^|/)\.env(?:rc)?(?:[._\-][\w.\-]*)?$|(?:^|/)\.envs/.|(?:^|/)(?:dockerfile|containerfile)[\w.\-]*$|\.dockerfile$"
    r"|(?:^|/)(?:hosts|inventory|\.dockerignore)$|(?:^|/)(?:host_vars|group_vars)/[^/]+$",
    re.IGNORECASE,
)
#: Code is read only where configuration lies; every other module of a program is none.
_CODE: Final = re.compile(r"\.(?:php|rb|py|[cm]?js|ts|erb|tpl)$", re.IGNORECASE)
_CODE_PLACE: Final = re.compile(
    r"(?:^|/)(?:config|configs|conf|settings|environments?|env|initializers)(?:/|$)|(?:^|/)(?:settings|config|configuration|env)[\w.\-]*\.(?:py|php|rb|[cm]?js|ts)$"
    r"|(?:^|/)(?:knexfile|ormconfig|ecosystem\.config)\.(?:[cm]?js|ts)$|(?:^|/)wp-config[\w.\-]*\.php$"
)
_NEVER: Final = re.compile(
    r"(?:^|/)sekisho[\w.\-]*\.(?:toml|ya?ml)$|(?:^|/)(?:node_modules|vendor|\.git|dist|target|\.terraform|bower_components|__pycache__|site-packages|\.venv|venv)/"
    r"|(?:^|/)(?:package-lock|npm-shrinkwrap|composer\.lock|pnpm-lock|yarn\.lock|Gemfile\.lock)[\w.\-]*$|\.(?:lock|map|min\.json)$|(?:^|/)(?:locales?|i18n|translations|messages|lang)/",
    re.IGNORECASE,
)


def is_candidate(path: str) -> bool:
    """Whether a path may be that of a configuration file."""
    if _NEVER.search(path) or not _SUFFIX.search(path):
        return False
    return _CODE_PLACE.search(path) is not None if _CODE.search(path) else True


#: Names under which settings of an environment usually lie: what looks like them and is nobody's is told.
_CONFIGURATION: Final = re.compile(
    r"(?:^|/)\.env|\.(?:properties|tfvars|tfbackend|env)$|(?:^|/)(?:application|appsettings|values|settings|config|database|secrets?|compose"
    r"|docker-compose|env)(?:[._\-][\w.\-]*)?\.(?:ya?ml|json5?|toml|ini|xml)$|(?:^|/)(?:settings|config|database|env)\.(?:php|py|rb)$",
    re.IGNORECASE,
)
#: Folders whose files configure nothing that runs.
_NOTHING_RUNS: Final = re.compile(
    r"(?:^|/)(?:\.github|tests?|specs?|__tests__|fixtures|test-?data|examples?|samples?)/", re.IGNORECASE
)


def is_configuration(path: str) -> bool:
    """Whether a file has a name that settings of an environment usually have."""
    return _CONFIGURATION.search(path) is not None and _NOTHING_RUNS.search(path) is None
