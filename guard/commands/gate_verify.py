"""``sekisho gate verify``: does an evidence bundle hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guard.commands.options import CONTEXT, LANG


@click.command("verify", context_settings=CONTEXT)
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--commit",
    metavar="REV",
    help="The commit that the evidence has to be about.  [default: HEAD of the repository one stands in, if any]",
)
@click.option("--max-age", type=click.IntRange(min=1), metavar="DAYS", help="Refuse evidence that is older.")
@click.option("--require-signature", is_flag=True, help="Refuse evidence without a signature by a key that counts.")
@click.option(
    "--trusted-key",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Public keys that count, PEM or OpenSSH; requires a signature by one of them. Can be given several times.",
)
@click.option(
    "--allowed-signers",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keys that count, as ssh-keygen and Git list them; requires a signature by one of them.",
)
@click.option(
    "--policy-commit",
    metavar="SHA",
    help="The commit of the server's branch whose policy has to have judged, as git ls-remote prints it.",
)
@click.option(
    "--policy-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The signed policy that has to have judged.",
)
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="Format."
)
@LANG
def gate_verify(**options: Any) -> int:
    """Verify an evidence BUNDLE, a folder or a zip: complete, unchanged, signed, about which commit, how old.

    Nothing of it is run or unpacked. What the gate found is shown and does not change the exit code.

    \b
    Exit codes: 0 verified (unsigned evidence, too, unless a signature is required), 1 not, 2 usage error.

    \b
    Examples:
      sekisho gate verify evidence.zip
      sekisho gate verify evidence.zip --commit v1.2.0 --max-age 30 --trusted-key release.pub
    """
    from guard.run.gate_verify import VerifyOptions, run_gate_verify

    return int(run_gate_verify(VerifyOptions(**options)))
