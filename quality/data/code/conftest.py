APPLICANTS = [
    dict(full_name="濵田峻平", name_kana="ハマダ シュンペイ", address="三重県四日市市ときわ５丁目１０番３号　県営住宅弥生850号室", mobile_phone="07052145883", birthday="1999/07/19", email="shunpei.hamada@k-aozora.co.jp"),
    dict(full_name="宮﨑徹", name_kana="ミヤザキ トオル", address="沖縄県　那覇市　首里金城町4丁目39-29　コーポ青葉762号室", mobile_phone="07050839763", birthday="S35.7.11", email="miyazaki_t36@kazamachi-net.jp"),
    dict(full_name="尾﨑豊", name_kana="オザキ ユタカ", address="広島県安芸郡府中町本町二ノ十三ノ八　コーポ見晴834号室", mobile_phone="+81-90-9093-8572", birthday="1974.5.25", email="yutaka.ozaki@docotan-mobile.ne.jp"),
    dict(full_name="神﨑秀明", name_kana="カンザキ ヒデアキ", address="宮崎県宮崎市橘通東１丁目４２番２８号　サンライズ桜台322号室", mobile_phone="07066805938", birthday="2008/4/3", email="kanzaki_h3749@fuwari-cloud.com"),
    dict(full_name="廣田憲司", name_kana="ヒロタ ケンジ", address="東京都青梅市河辺町4-36-25 グリーンパレス若葉416号室", mobile_phone="+819027363649", birthday="19850210", email="hirota_k1221@mail.hoshimidai.jp"),
    dict(full_name="渡邊春菜", name_kana="ワタナベ ハルナ", address="大阪府大阪市東淀川区東中島3丁目14番23号", mobile_phone="+81-90-3640-8734", birthday="2015/5/5", email="haruna.watanabe@ymmail-tsubasa.ne.jp"),
    dict(full_name="廣瀬勇", name_kana="ヒロセ イサム", address="香川県 高松市 栗林町1-46-5", mobile_phone="（０８０）３３１７－８７１０", birthday="H01/02/02", email="hirose_i32@kazamachi-net.jp"),
    dict(full_name="髙島丈太郎", name_kana="タカシマ ジョウタロウ", address="群馬県 前橋市 元総社町7-36-7　第二青葉526号室", mobile_phone="090 4303 7108", birthday="1961/09/18", email="jotaro.takashima@fuwari-cloud.com"),
]
