"""How much of one file is read, and why a reading is not whole: bounds that real configuration stays far below."""

from __future__ import annotations

from typing import Final

from guard.messages import N_

#: Code points of a file. Lists of translations and lock files are larger; configuration is not.
MAX_LENGTH: Final = 2_000_000

#: Code points of a file of program code: settings modules of a tenth of this size do not exist.
MAX_CODE: Final = 500_000

#: Levels of nesting: kept far below what any parser of the formats can bear.
MAX_DEPTH: Final = 200

#: Nodes that one file may come to once its aliases are followed.
MAX_NODES: Final = 100_000

#: The same for what a tool wrote of a whole environment, and somebody handed over on purpose.
MAX_OUTSIDE_LENGTH: Final = 64 << 20
MAX_OUTSIDE_NODES: Final = 1_000_000

MALFORMED: Final = N_("malformed: read as far as possible")
TOO_LARGE: Final = N_("larger than configuration is")
TOO_DEEP: Final = N_("nested too deeply")
TOO_MANY: Final = N_("more settings than one file may hold")
