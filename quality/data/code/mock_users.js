export const users = [
  { full_name: "野田糸", name_kana: "ノダ イト", address: "大分市明野北4-40-11　ハイツ弥生570号室", mobile_phone: "０７０ー７６１４ー３６１５", birthday: "S38.4.27", email: "ito195760@kazamachi-net.jp" },
  { full_name: "大豆生田凪紗", name_kana: "オオマメウダ ナギサ", address: "神奈川県 川崎市麻生区 上麻生7-16-14", mobile_phone: "０８０ー６６６０ー６９０３", birthday: "1977/02/17", email: "nagisa.oomameuda@sakurabashi-cl.or.jp" },
  { full_name: "浜田博", name_kana: "ハマダ ヒロシ", address: "三重県 津市 栄町6-45-17　コーポ青葉130号室", mobile_phone: "+817094002376", birthday: "3220720", email: "hiroshi.hamada@minatomachi-gakuen.ac.jp" },
  { full_name: "武者小路良介", name_kana: "ムシャノコウジ リョウスケ", address: "兵庫県丹波篠山市二階町635-3 グリーンハイム102", mobile_phone: "070−7043−7574", birthday: "S49/03/01", email: "ryosuke.mushanokoji@kazamachi-net.jp" },
  { full_name: "緒方君江", name_kana: "オガタ キミエ", address: "江戸川区西葛西6-27-5", mobile_phone: "+81-70-9160-7624", birthday: "4230714", email: "ogata_k5425@fuwari-cloud.com" },
  { full_name: "右田丈太郎", name_kana: "ミギタ ジョウタロウ", address: "愛知県名古屋市緑区鳴海町８１７－１２", mobile_phone: "080−2953−4588", birthday: "平成18年3月10日", email: "jotaro2002@docotan-mobile.ne.jp" },
  { full_name: "蓮沼一", name_kana: "ハスヌマ イチ", address: "大阪府堺市堺区三国ヶ丘御幸通９２６番地２５", mobile_phone: "+81-80-9546-3240", birthday: "1937/11/7", email: "ichi.hasunuma@kazamachi-net.jp" },
  { full_name: "水野竜也", name_kana: "ミズノ リュウヤ", address: "広島県安芸郡府中町本町4丁目31番26号", mobile_phone: "０８０ー２７１３ー５６２６", birthday: "3340818", email: "ryuya195978@fuwari-cloud.com" },
]
