"""Why a file was taken for what it is: the sentences that reports show beside it."""

from __future__ import annotations

from typing import Final

from guard.messages import N_

CONFIGURED: Final = N_("sekisho.toml assigns it")
NAMED: Final = N_("its name says so")
FOLDER: Final = N_("its folder says so")
SECTION: Final = N_("a section of its own")
REFERRED: Final = N_("a file of this environment loads it")
JOB: Final = N_("a job of this environment")
EVERYBODY: Final = N_("all environments read it")
OVERRIDE: Final = N_("loaded by itself where developers work")
RENDERED: Final = N_("given on the command line")
PROFILE: Final = N_("a profile of this environment")
IMPORTED: Final = N_("the settings of this environment import it")
HEADER: Final = N_("the comment at its top says so")
SAMPLE: Final = N_("a sample, with no values of an environment")
FALLS_BACK: Final = N_("the environment that runs where nothing is set")
WORKPLACE: Final = N_("settings of the workplace of a developer")
