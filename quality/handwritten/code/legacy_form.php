<?php
// ⟦N;date|2009/06/11⟧ ⟦P|朽木⟧ 追加
// 問合せ: ⟦P|朽木 嘉彦⟧ <⟦E|kutsuki@k-aozora.co.jp⟧> 内線 ⟦N;code-3-4|214⟧
$default = array(
    'namae' => '⟦P|楠瀬ひかり⟧',
    'yomi'  => '⟦P|くすのせ ひかり⟧',
    'zip1'  => '780', 'zip2' => '0822',
    'addr'  => '⟦A|高知市はりまや町１丁目８－９－１１０２⟧',
    'keitai'=> array('⟦T;split|090', '4481', '7035⟧'),
);
$msg['err_name'] = '⟦N;ui-word|氏名を入力してください⟧';
$msg['err_tel']  = '⟦N;ui-word|電話番号は半角で入力してください（例：03-xxxx-xxxx）⟧';
if ($_POST['mynum'] == '⟦M;severity=critical|956346765140⟧') { /* ⟦P|朽木⟧の番号で動作確認 */ }
$pattern = '/^0\d{1,4}-\d{1,4}-\d{4}$/'; // ⟦N;identifier|denwa⟧
$version = '⟦N;version|2.0.1-20090611⟧';
define('⟦N;identifier|KAISHA_MEI⟧', '⟦N;company|合同会社そらまめ⟧');
