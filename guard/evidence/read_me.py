"""``README.txt``: what the files of a bundle are and how to verify them, for whoever is handed it years later."""

from __future__ import annotations

from typing import Final

READ_ME_TEXT: Final = """\
関所（Sekisho）リリースゲートの証拠 / Evidence of a release gate by Sekisho (the checkpoint)

■ ファイル
report.html          報告書（ブラウザーで開く。通信もスクリプトも不要）
report.pdf           報告書（作成した場合のみ）
results.json         検出と未確認の一覧（値は含まない）
results.sarif        同上、SARIF 2.1.0
controls.json        条項ごとの判定と、その根拠
coverage.json        見た範囲と見ていない範囲
policy.json          判定に使った設定、規則、版
environment.json     実行環境（プログラムの版）
audit-table.csv      監査項目の表（総務省の監査ガイドラインの列）
SHA256SUMS           上記のファイルのダイジェスト
statement.json       陳述（in-toto Statement v1）: 対象のコミット、全ファイルのダイジェスト、判定
statement.dsse.json  陳述への署名（署名した場合のみ）

■ 確かめ方
関所がある場合: 確認したいリポジトリの中で
  sekisho gate verify この証拠のフォルダーまたは zip
  sekisho gate verify 証拠 --commit コミット --max-age 30 --trusted-key 署名者の公開鍵
関所がない場合: このフォルダーの中で
  sha256sum --check SHA256SUMS
  sha256sum SHA256SUMS   （statement.json の subject にある SHA256SUMS の値と比べる）
署名の確認は、関所の文書 docs/evidence.md にあります。
署名がない証拠は、作った人を示しません。陳述と全ファイルを作り直されれば、見分けられません。

■ 注意
検出した値は含みませんが、どのファイルの何行目に何があるかを含みます。公開の場所に置かないでください。

----

Files: the reports, the verdict on each clause (controls.json), what was looked at (coverage.json), by whose words
(policy.json), with what (environment.json), the auditor's table, digests (SHA256SUMS), and the statement about the
commit, every file and the verdicts (statement.json, signed in statement.dsse.json).

With Sekisho, in the repository in question:
  sekisho gate verify BUNDLE [--commit REV] [--max-age DAYS] [--trusted-key FILE]
Without it, in this folder:
  sha256sum --check SHA256SUMS, then compare sha256sum SHA256SUMS with its entry in statement.json
How to check a signature by hand: docs/evidence.en.md of Sekisho.
An unsigned bundle does not say who made it: whoever remakes the statement and all files is not found out.

There is no detected value in here, but the places where values lie: keep it out of public places.
"""
