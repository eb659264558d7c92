RSpec.describe User do
  create(:user, full_name: '小山和子', name_kana: 'コヤマ カズコ', address: '兵庫県 尼崎市 武庫之荘2-20-2', mobile_phone: '070−9929−9862', birthday: '1960.11.15', email: 'koyama_k5726@k-aozora.co.jp')
  create(:user, full_name: '藤井澄江', name_kana: 'フジイ スミエ', address: '三重県桑名市多度町柚井1447番地の7', mobile_phone: '０７０ー３９２３ー７１９７', birthday: '3601010', email: 'fujii_s6224@kazamachi-net.jp')
  create(:user, full_name: '宇佐美治', name_kana: 'ウサミ オサム', address: '島根県松江市学園2-7-16 ｻﾝﾊｲﾂ7-116', mobile_phone: '09062924037', birthday: 'S49.5.12', email: 'usami_o75@k-aozora.co.jp')
  create(:user, full_name: '新井心春', name_kana: 'アライ コハル', address: '沖縄県沖縄市泡瀬7-2-26', mobile_phone: '+81-80-4180-6935', birthday: '2016/8/1', email: 'koharu.arai@sakurabashi-cl.or.jp')
  create(:user, full_name: '椎葉葵', name_kana: 'シイバ アオイ', address: '東京都杉並区高円寺北6-27-29', mobile_phone: '+81-90-2840-3621', birthday: 'S40.9.23', email: 'aoi1978@ymmail-tsubasa.ne.jp')
  create(:user, full_name: '知念梓', name_kana: 'チネン アズサ', address: '京都府長岡京市天神6丁目7番12号　ハイツ青葉410号室', mobile_phone: '+819030099376', birthday: 'S28/05/08', email: 'azusa19586@sakurabashi-cl.or.jp')
  create(:user, full_name: '新垣琢磨', name_kana: 'アラカキ タクマ', address: '千葉県袖ケ浦市蔵波台六丁目三十四番二十五号', mobile_phone: '+81-70-5547-4589', birthday: '2000年2月15日', email: 'takuma1954@docotan-mobile.ne.jp')
  create(:user, full_name: '原楓', name_kana: 'ハラ カエデ', address: '静岡県静岡市葵区鷹匠５－４８－９', mobile_phone: '（０８０）８８７２－８７１４', birthday: '1986/6/26', email: 'kaede.hara@minatomachi-gakuen.ac.jp')
end
