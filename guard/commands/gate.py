"""``sekisho gate``: everything in one run, with one verdict for each clause of a contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guard.commands.gate_verify import gate_verify
from guard.commands.options import AS_OF, BASELINE, CONTEXT, EPILOG, LANG, OFFLINE, policy, reporting
from guard.control import GateProfile
from guard.errors import ExitCode

if TYPE_CHECKING:
    from guard.evidence.request import EvidenceRequest


@click.group(context_settings=CONTEXT, epilog=EPILOG, invoke_without_command=True)
@click.option(
    "--profile",
    type=click.Choice([one.value for one in GateProfile]),
    default=GateProfile.RELEASE.value,
    show_default=True,
    help="How much is looked at and demanded: what a commit adds, what a pull request adds, or all of a delivery.",
)
@click.option(
    "--range",
    "commits",
    metavar="BASE..HEAD",
    help="The commits that are pushed or merged.  [default: what is staged; of a pull request, what origin has not]",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.zip",
    help="Write the evidence bundle: the reports, what was looked at and by which words, with digests.",
)
@click.option(
    "--sign-key",
    "sign_keys",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Sign the evidence with an Ed25519 key, PEM or OpenSSH. Its passphrase: SEKISHO_SIGN_PASSPHRASE, or typed.",
)
@click.option(
    "--sign-ssh",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="KEY.pub",
    help="Sign the evidence with a key of any kind through ssh-keygen: in the agent, or in the file beside KEY.pub.",
)
@click.option("--force", is_flag=True, help="Overwrite an older evidence bundle, and nothing else.")
@click.option(
    "--terms",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The client's terms as controls (TOML).  [default: terms in [gate], else those of Soka City]",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The roster: projects, people, accounts, systems.  [default: sekisho-roster.yaml]",
)
@AS_OF
@OFFLINE
@click.option(
    "--secret-scan",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The result of a secret scanner (SARIF), such as that of gitleaks.",
)
@click.option(
    "--before",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="The evidence of before a history was cleaned: what of it is gone, and what is left.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that share the work, once there is enough of it.  [default: one a core, at most 8]",
)
@click.option("--no-cache", is_flag=True, help="Look at everything anew, and remember nothing.")
@BASELINE
@policy
@reporting
@click.pass_context
def gate(context: click.Context, /, config_file: Path | None, **options: Any) -> int:
    """Judge a commit, a pull request or a delivery: one verdict for each clause of the client's terms.

    \b
    Personal data, separation and accounts in one run. A clause is met by evidence, violated, not
    checked, recorded (people attest it) or outside. What cannot be looked at is never a pass. The
    policy comes from origin's main branch unless --policy-ref or --policy-file names another.

    \b
    Examples:
      sekisho gate                              before a delivery
      sekisho gate --evidence evidence.zip      the same, with the evidence for the client
      sekisho gate --profile pull-request --range origin/main...HEAD
      sekisho gate lint                         check the attestations, look at nothing else
    """
    if context.invoked_subcommand is not None:
        return ExitCode.CLEAN
    from guard.run.gate import run_gate
    from guard.run.gate_work import GateOptions
    from guard.run.scan_options import ScanOptions

    evidence = _evidence(*(options.pop(name) for name in ("evidence", "sign_keys", "sign_ssh", "force")))
    own = {name: options.pop(name) for name in ("terms", "roster", "as_of", "offline", "secret_scan", "before")}
    profile = GateProfile(options.pop("profile"))
    return int(
        run_gate(GateOptions(ScanOptions(config_file=config_file, **options), profile, evidence=evidence, **own))
    )


@gate.command("lint")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--terms",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The terms whose clauses are attested.  [default: terms in [gate], else those of Soka City]",
)
@AS_OF
@LANG
def gate_lint(file: Path | None, terms: Path | None, as_of: Any, lang: str | None) -> int:
    """Check the attestations: unknown clauses, days to come, what has expired, what holds longer than a year.

    \b
    Exit codes: 0 all of them count, 2 one does not.
    """
    from guard.run.gate_lint import run_lint

    return int(run_lint(file, terms, as_of, lang))


def _evidence(
    target: Path | None, sign_keys: tuple[Path, ...], sign_ssh: tuple[Path, ...], force: bool
) -> EvidenceRequest | None:
    if target is not None:
        from guard.evidence.request import EvidenceRequest

        return EvidenceRequest(target, sign_keys, sign_ssh, force)
    if sign_keys or sign_ssh or force:
        raise click.UsageError("--sign-key, --sign-ssh and --force go with --evidence")
    return None


gate.add_command(gate_verify)
