"""A verdict of the gate built by hand, with invented names: every state of a clause, findings of every check, skips.

The clauses are a handful of those that are shipped, so that what the tests of reports compare stays as it is when the
data file grows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from guard.account import AccountsReport, AccountState, Bar, Reason, SystemReport
from guard.checks.accounts.completeness import NO_CANARY as CANARY
from guard.control import (
    Answer,
    Attestation,
    AuditRow,
    Command,
    Control,
    ControlKind,
    Coverage,
    GateProfile,
    GateReport,
    Observation,
    Outward,
    PolicyFile,
    PolicyKind,
    PolicySource,
    Seen,
    Terms,
    Wording,
)
from guard.environment import Answer as SeparationAnswer
from guard.environment import (
    Cell,
    Classified,
    Environment,
    EnvironmentKind,
    Evidence,
    Separation,
    State,
)
from guard.environment import Coverage as EnvironmentCoverage
from guard.gate.coverage import NOT_LOOKED_AT
from guard.gate.question import UNANSWERED
from guard.gate.record import LENT as ENTRIES
from guard.gate.record import PEOPLE, TRAINED
from guard.gate.verdict import Facts, judge
from guard.model import Disposition, Origin, Position, Severity, Skip, SkipReason, Verdict
from guard.result import Counts, RunInfo, ScanResult
from guard.rules.catalogue import rule
from tests.report.example import finding, verdict

JST = dt.timezone(dt.timedelta(hours=9))
STARTED = dt.datetime(2026, 4, 2, 9, 30, tzinfo=JST)
TODAY = STARTED.date()
COMMIT = "3f2a9c1b4d5e6f708192a3b4c5d6e7f8091a2b3c"
INTRODUCED = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d"

PRODUCTION = Environment("prod", EnvironmentKind.PRODUCTION)
DEVELOPMENT = Environment("dev", EnvironmentKind.DEVELOPMENT)
ALL_PROFILES = tuple(GateProfile)

SEPARATION = Separation(
    environments=(DEVELOPMENT, PRODUCTION),
    classified=(
        Classified("config/dev.env", "", "dotenv", DEVELOPMENT),
        Classified("config/prod.env", "", "dotenv", PRODUCTION),
    ),
    unclassified=("tools/export.yml",),
    coverage=(
        EnvironmentCoverage(DEVELOPMENT, files=1, settings=12, facts=5, unresolved=1),
        EnvironmentCoverage(PRODUCTION, files=1, settings=14, facts=6, unresolved=0),
    ),
    answers=(
        SeparationAnswer(
            "database",
            EnvironmentKind.DEVELOPMENT,
            State.VIOLATION,
            (
                Evidence("config/prod.env", 3, "DATABASE_URL", "prod"),
                Evidence("config/dev.env", 3, "DATABASE_URL", "dev"),
            ),
        ),
        SeparationAnswer("bucket", EnvironmentKind.DEVELOPMENT, State.APART),
        SeparationAnswer(
            "credential",
            EnvironmentKind.DEVELOPMENT,
            State.UNKNOWN,
            reason="the value comes at deploy time: attach evidence",
        ),
    ),
    cells=(
        Cell("database", EnvironmentKind.PRODUCTION, 1, 0, (EnvironmentKind.DEVELOPMENT,)),
        Cell("database", EnvironmentKind.DEVELOPMENT, 1, 0, (EnvironmentKind.PRODUCTION,)),
        Cell("bucket", EnvironmentKind.PRODUCTION, 2, 0),
        Cell("bucket", EnvironmentKind.DEVELOPMENT, 1, 0),
        Cell("credential", EnvironmentKind.PRODUCTION, 3, 0),
        Cell("credential", EnvironmentKind.DEVELOPMENT, 2, 1),
    ),
)

ACCOUNTS = AccountsReport(
    as_of=TODAY,
    systems=(
        SystemReport(
            "github:example",
            "github",
            complete=True,
            accounts=4,
            active=3,
            pages=1,
            fetched_at=STARTED.astimezone(dt.UTC),
            scope="org example",
            endpoints=("/orgs/example/members",),
        ),
        SystemReport(
            "ldap:example",
            "ldap",
            complete=False,
            accounts=2,
            active=2,
            pages=1,
            reasons=(Reason(CANARY),),
            scope="ou=people",
        ),
    ),
    projects=(("jumin-2025", dt.date(2025, 4, 1), dt.date(2026, 3, 31)),),
    bars=(
        Bar(
            "p-001",
            "github:example",
            dt.date(2025, 4, 1),
            TODAY,
            AccountState.ACTIVE,
            outlives=True,
            until=dt.date(2026, 3, 31),
        ),
        Bar(
            "p-002",
            "github:example",
            dt.date(2025, 4, 1),
            dt.date(2025, 12, 26),
            AccountState.DISABLED,
            outlives=False,
            until=dt.date(2025, 12, 26),
        ),
        Bar(
            "p-003",
            "ldap:example",
            dt.date(2025, 6, 2),
            TODAY,
            AccountState.ACTIVE,
            outlives=False,
            until=dt.date(2026, 9, 30),
        ),
    ),
    people=3,
    accounts=6,
)

COVERAGE = (
    Coverage("history", Seen.WHOLE, {"refs": 9, "commits": 412, "blobs": 1830, "bytes": 21_940_112}),
    Coverage(
        "worktree",
        Seen.PARTLY,
        {"files": 311, "blobs": 318, "bytes": 4_120_377},
        (Reason(NOT_LOOKED_AT, (("n", "1"),)),),
    ),
    Coverage("separation", Seen.WHOLE, {"files": 3, "environments": 2}),
    Coverage("accounts:github:example", Seen.WHOLE, {"accounts": 4, "pages": 1}),
    Coverage(
        "accounts:ldap:example",
        Seen.NOT,
        {"accounts": 2, "pages": 1},
        (Reason(CANARY),),
    ),
    Coverage("roster", Seen.WHOLE, {"people": 3, "accounts": 5, "systems": 2}),
)

OBSERVATIONS = (
    Observation("separation-known", Answer.UNKNOWN, (Reason(UNANSWERED, (("n", "1"),)),)),
    Observation("workers", Answer.GOOD, (Reason(PEOPLE, (("n", "3"),)),)),
    Observation("training", Answer.GOOD, (Reason(TRAINED, (("n", "3"), ("day", "2025-10-01"))),)),
    Observation("remotes", Answer.GOOD, (Reason(ENTRIES, (("n", "1"),)),)),
    Observation(
        "leftovers",
        Answer.BAD,
        (Reason(ENTRIES, (("n", "12"),)),),
        (Command("git reflog expire --expire=now --all"), Command("git gc --prune=now")),
    ),
    Observation("secret-scan", Answer.NOT_ASKED),
)

ATTESTATIONS = (
    Attestation(
        "soka-7-malware-1",
        "情報システム課 開発責任者",
        dt.date(2026, 1, 15),
        dt.date(2027, 1, 14),
        "作業用パソコン全台にウイルス対策ソフトを導入し、常駐させている。",
        "資産管理台帳 2026-01",
    ),
    Attestation(
        "soka-3-imp-2",
        "情報システム課 開発責任者",
        dt.date(2025, 1, 15),
        dt.date(2026, 1, 14),
        "USBメモリの利用を端末管理で禁止している。",
    ),
)

_SEPARATION_OUTWARD = (
    Outward("総務省ガイドライン 対策基準", "6.3"),
    Outward("ISO/IEC 27001:2022", "8.31"),
    Outward("NIST SP 800-53 Rev. 5", "CM-4(1)"),
)

TERMS = Terms(
    id="soka",
    title="外部委託における情報セキュリティ遵守事項",
    client="草加市",
    edition=Wording("文書に日付の記載なし", "the document bears no date"),
    controls=(
        Control(
            "soka-2-class",
            "§2 情報の分類",
            "受注者は、原則として次の分類を行った上で、情報を保護すること。",
            ControlKind.CHECKED,
            Wording("情報の分類", "information is classed"),
            Wording(
                "見つかったものを特定個人情報・個人情報・その他に分けて数える",
                "what is found is counted by class",
            ),
            parts=("personal-data",),
            profiles=ALL_PROFILES,
        ),
        Control(
            "soka-3-common-1",
            "§3 共通",
            "市の承諾なしに、市保有情報の一部又は全部を第三者へ提供することのない制御すること。",
            ControlKind.CHECKED,
            Wording("第三者への提供の制御", "nothing goes to third parties"),
            Wording("リモートの公開範囲", "the remotes and who sees them"),
            questions=("remotes",),
        ),
        Control(
            "soka-3-city-3",
            "§3 市保有情報",
            "契約満了時等で市保有情報を市へ返却する際は、受注者内にデータ等が残らないよう消去する手順が確立すること。",
            ControlKind.CHECKED_AND_RECORDED,
            Wording("契約満了時の消去", "erasure at the end of the contract"),
            Wording("履歴・タグ・退避・到達不能オブジェクト", "history, tags, stashes, unreachable objects"),
            rules=("check:personal-data",),
            parts=("history",),
            questions=("leftovers",),
            records=("lent-data",),
        ),
        Control(
            "soka-3-city-6",
            "§3 市保有情報",
            "市保有情報を市と電子メールでやり取りする場合、暗号化等の情報漏えい対策を行った上でやり取りすること。",
            ControlKind.OUTSIDE,
            Wording("電子メールの暗号化", "mail is encrypted"),
        ),
        Control(
            "soka-3-imp-2",
            "§3 重要情報",
            "業務従事者が USB メモリ等の電磁的記録媒体を使って不正に情報がコピーされないよう適切に制御すること。",
            ControlKind.RECORDED,
            Wording("USBメモリの制御", "USB memory is controlled"),
        ),
        Control(
            "soka-6-1",
            "§6 人的セキュリティ",
            "受注者は、業務従事者に対し必要な情報セキュリティ教育・トレーニングを行うこと。",
            ControlKind.RECORDED,
            Wording("教育の実施と記録", "training, with its record"),
            Wording("名簿の教育日（1年以内）", "the days of training in the roster, at most a year old"),
            records=("training",),
        ),
        Control(
            "soka-7-dev-2",
            "§7 開発・導入",
            "システム開発の責任者及び作業者が使用する ID を管理し、開発完了後、開発用 ID を削除すること。",
            ControlKind.CHECKED,
            Wording("開発用IDの管理と削除", "development IDs are managed and deleted"),
            Wording("名簿と各システムのアカウントの突合", "the accounts of the systems against the roster"),
            rules=("acct-*",),
            parts=("accounts", "roster"),
            outward=(Outward("総務省ガイドライン 対策基準", "6.3"), Outward("ISO/IEC 27001:2022", "5.16")),
            audit=(
                AuditRow(
                    "開発・導入",
                    "",
                    "",
                    "アカウント照合の結果（results.json）",
                    "6.3",
                    "5.16, 5.18",
                ),
            ),
        ),
        Control(
            "soka-7-dev-3",
            "§7 開発・導入",
            "システム開発、保守及びテスト環境とシステム運用環境を分離すること。",
            ControlKind.CHECKED,
            Wording("開発環境と運用環境の分離", "development and production are apart"),
            Wording("設定ファイルの比較", "the configuration files, compared"),
            rules=("sep-*",),
            parts=("separation",),
            questions=("separation-known",),
            outward=_SEPARATION_OUTWARD,
            audit=(AuditRow("開発・導入", "", "", "分離の検査の結果（results.json）", "6.3", "8.31"),),
        ),
        Control(
            "soka-7-dev-4",
            "§7 開発・導入",
            "重要情報を、テストデータに使用しないこと。",
            ControlKind.PARTLY_CHECKED,
            Wording("テストデータに重要情報を使わない", "no important information in test data"),
            Wording("作業ツリーと履歴の個人情報の検査", "the working tree and the history, scanned"),
            Wording("表示のない非公開情報", "undisclosed information without a marking"),
            rules=("check:personal-data",),
            parts=("personal-data",),
            profiles=ALL_PROFILES,
            outward=(Outward("ISO/IEC 27001:2022", "8.33"), Outward("NIST SP 800-53 Rev. 5", "SA-3(2)")),
            audit=(
                AuditRow(
                    "開発・導入",
                    "",
                    "",
                    "個人情報の検査の結果（results.json）",
                    "6.3",
                    "8.33",
                ),
            ),
        ),
        Control(
            "soka-7-malware-1",
            "§7 不正プログラム対策",
            "業務従事者が操作するパソコン等は、コンピュータウイルス等の不正プログラム対策ソフトウェアを導入し、パソコン等に常駐させること。",
            ControlKind.RECORDED,
            Wording("ウイルス対策ソフト", "software against malware"),
        ),
        Control(
            "soka-7-intrusion-1",
            "§7 不正アクセス対策",
            "外部からの不正アクセス及び内部不正に備え、情報漏えいを防止するために必要な対策を講じること。",
            ControlKind.PARTLY_CHECKED,
            Wording("不正アクセス・内部不正への備え", "measures against intrusion"),
            Wording("秘密情報スキャナの実行結果", "the result of a secret scanner"),
            Wording("秘密情報スキャナ以外の対策", "measures other than the scanner"),
            questions=("secret-scan",),
            profiles=(),
        ),
    ),
)

POLICY = PolicySource(
    PolicyKind.PROTECTED_REF,
    "origin/main",
    "9c8b7a6f5e4d3c2b1a09f8e7d6c5b4a392817060",
    files=(
        PolicyFile("sekisho.toml", "a3" * 32),
        PolicyFile("sekisho-roster.yaml", "5b" * 32),
        PolicyFile("sekisho-attestations.yaml", "0f" * 32),
    ),
)

ENVIRONMENT = {
    "sekisho": "0.1.0",
    "python": "3.11.9",
    "presidio-analyzer": "2.2.366",
    "spacy": "3.8.7",
    "name-model": "0.1.0",
    "git": "2.39.5",
    "os": "Linux",
}


def gate_result(profile: GateProfile = GateProfile.RELEASE) -> ScanResult:
    """A release that is refused: personal data in the history, a shared database, an ID that outlived its project."""
    verdicts = _verdicts()
    reported: dict[str, int] = {}
    accepted: dict[str, int] = {}
    for one in verdicts:
        tally = reported if one.disposition is Disposition.REPORTED else accepted
        tally[one.finding.rule_id] = tally.get(one.finding.rule_id, 0) + 1
    facts = Facts(TODAY, COVERAGE, OBSERVATIONS, ATTESTATIONS, reported, accepted)
    report = GateReport(
        profile,
        TERMS,
        judge(TERMS.controls, profile, facts),
        COVERAGE,
        OBSERVATIONS,
        POLICY,
        {"specific-personal": 1, "personal": 2, "other": 0},
        ENVIRONMENT,
    )
    run = RunInfo("gate", "gate", ".", STARTED, COMMIT, POLICY.ref, seconds=12.5, ruleset="r1")
    return ScanResult.build(
        run,
        verdicts,
        (
            Skip(Origin("secret.xlsx"), SkipReason.ENCRYPTED, "needs a password"),
            Skip(Origin("vendor/lib.js"), SkipReason.EXCLUDED, "third-party code"),
            Skip(Origin("scan.pdf"), SkipReason.NO_EXTRACTOR, "no text layer"),
            Skip(Origin("logo.png"), SkipReason.NO_EXTRACTOR, can_hold_text=False),
            Skip(
                Origin("sekisho-roster.yaml", ("ldap:example",)),
                SkipReason.NOT_CHECKED,
                CANARY,
            ),
        ),
        Counts(files=311, blobs=2148, bytes=26_060_489),
        Severity.MEDIUM,
        notes=("the policy ref holds no configuration: the defaults hold",),
        separation=SEPARATION,
        accounts=ACCOUNTS,
        gate=report,
    )


def _verdicts() -> tuple[Verdict, ...]:
    old = Origin("test/seeds.sql", commit=INTRODUCED)
    return (
        verdict(origin=old, rule_id="jp-my-number", line=14, severity=Severity.CRITICAL, excerpt="'●●●●●●●●●●●●'"),
        verdict(origin=old, rule_id="person-name", line=14),
        verdict(origin=Origin("docs/連絡先.md"), rule_id="phone-number", severity=Severity.MEDIUM, line=8),
        verdict(
            path="test/published.py",
            disposition=Disposition.ALLOWED_CONFIG,
            reason="published sample of the ministry",
            rule_id="jp-my-number",
        ),
        _other_check("sep-db", "separation", Origin("config/dev.env"), 3),
        _other_check("acct-active-after-end", "accounts", Origin("sekisho-roster.yaml", ("github:example",)), 21),
    )


def _other_check(rule_id: str, check: str, origin: Origin, line: int) -> Verdict:
    """A finding of the separation or the accounts check."""
    known = rule(rule_id)
    assert known is not None
    found = replace(
        finding(origin=origin, rule_id=rule_id, line=line, column=1, excerpt=""),
        check=check,
        message=known.description,
        end_position=Position(line, 1),
    )
    return Verdict(found, Disposition.REPORTED)
