<?php
class UserSeeder extends Seeder
{
    private array $rows = [
        ['full_name' => '香宗我部 陽菜', 'name_kana' => 'コウソカベ ヒナ', 'address' => '東京都杉並区高円寺北3丁目8-16　県営住宅桜台338号室', 'mobile_phone' => '０７０－７８２４－７７１２', 'birthday' => 'S3.4.12', 'email' => 'hina1976@fuwari-cloud.com'],
        ['full_name' => '島袋 綾音', 'name_kana' => 'シマブクロ アヤネ', 'address' => '奈良県吉野郡十津川村小原520番地の8', 'mobile_phone' => '０９０ー６８９６ー９６０１', 'birthday' => '19320621', 'email' => 'ayane.shimabukuro@ymmail-tsubasa.ne.jp'],
        ['full_name' => '菊地 理仁', 'name_kana' => 'キクチ リヒト', 'address' => '香川県仲多度郡琴平町榎井1668-16', 'mobile_phone' => '08080112374', 'birthday' => '19330213', 'email' => 'rihito.kikuchi@k-aozora.co.jp'],
        ['full_name' => '四十物 巧', 'name_kana' => 'アイモノ タクミ', 'address' => '沖縄県宮古島市平良西里932番地11　コーポ弥生711号室', 'mobile_phone' => '+81-70-3066-5976', 'birthday' => 'S19/08/02', 'email' => 'takumi1952@ymmail-tsubasa.ne.jp'],
        ['full_name' => '佐藤 嘉彦', 'name_kana' => 'サトウ ヨシヒコ', 'address' => '京都府京都市左京区一乗寺払殿町１１１１－２７', 'mobile_phone' => '+81-90-5391-9421', 'birthday' => '1967年1月6日', 'email' => 'sato_y88@kazamachi-net.jp'],
        ['full_name' => '飯田 ほのか', 'name_kana' => 'イイダ ホノカ', 'address' => '京都府京都市中京区壬生坊城町３０２－２６', 'mobile_phone' => '070−4919−8948', 'birthday' => 'S8.2.3', 'email' => 'honoka.iida@fuwari-cloud.com'],
        ['full_name' => '田村 与一', 'name_kana' => 'タムラ ヨイチ', 'address' => '長野県松本市大手3丁目9番8号', 'mobile_phone' => '０９０－５４８９－２８７０', 'birthday' => '1967年8月7日', 'email' => 'yoichi.tamura3@sakurabashi-cl.or.jp'],
        ['full_name' => '新井 大翔', 'name_kana' => 'アライ ヒロト', 'address' => '秋田県大仙市大曲栄町1524-10', 'mobile_phone' => '０８０－５９９０－８４６６', 'birthday' => '昭和54年10月22日', 'email' => 'hiroto.arai@kazamachi-net.jp'],
    ];
}
