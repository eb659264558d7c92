<?php
// 2009/06/11 朽木 追加
// 問合せ: 朽木 嘉彦 <kutsuki@k-aozora.co.jp> 内線 214
$default = array(
    'namae' => '楠瀬ひかり',
    'yomi'  => 'くすのせ ひかり',
    'zip1'  => '780', 'zip2' => '0822',
    'addr'  => '高知市はりまや町１丁目８－９－１１０２',
    'keitai'=> array('090', '4481', '7035'),
);
$msg['err_name'] = '氏名を入力してください';
$msg['err_tel']  = '電話番号は半角で入力してください（例：03-xxxx-xxxx）';
if ($_POST['mynum'] == '956346765140') { /* 朽木の番号で動作確認 */ }
$pattern = '/^0\d{1,4}-\d{1,4}-\d{4}$/'; // denwa
$version = '2.0.1-20090611';
define('KAISHA_MEI', '合同会社そらまめ');
