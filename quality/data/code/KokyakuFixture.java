public final class KokyakuFixture {
    static void fill(List<Kokyaku> list) {
        list.add(new Kokyaku("麻生 君江", "アソウ キミエ", "香川県 仲多度郡琴平町 榎井115-12", "０９０ー９４４８ー７９３０", "3420119", "aso_k93@kazamachi-net.jp"));
        list.add(new Kokyaku("鷲見 大輔", "スミ ダイスケ", "千葉県旭市ハの１３０２-6", "０７０－４５６１－７９９２", "平成２年１１月１２日", "daisuke199260@sakurabashi-cl.or.jp"));
        list.add(new Kokyaku("知念 慎之介", "チネン シンノスケ", "熊本県球磨郡五木村甲の３１-24", "（０８０）２６９５－３３０７", "S49.5.30", "shinnosuke.chinen@sakurabashi-cl.or.jp"));
        list.add(new Kokyaku("二階堂 貴史", "ニカイドウ タカシ", "福岡県 福岡市博多区 博多駅前7-40-8", "08060715313", "1933.8.25", "nikaido_t956@kazamachi-net.jp"));
        list.add(new Kokyaku("長曽根 晶子", "ナガソネ アキコ", "福島県郡山市安積町630-16 グリーンハイム102", "090 2737 8298", "1954/05/26", "nagasone_a45@kazamachi-net.jp"));
        list.add(new Kokyaku("四十物 豊子", "アイモノ トヨコ", "埼玉県比企郡小川町大字大塚633番地の23", "０９０ー４０５６ー８２８１", "平成11年9月12日", "toyoko.aimono@k-aozora.co.jp"));
        list.add(new Kokyaku("椎葉 修", "シイバ オサム", "東京都　西東京市　ひばりが丘2丁目6-4", "０７０ー６８２９ー６７７９", "S14/03/03", "osamu1974@docotan-mobile.ne.jp"));
        list.add(new Kokyaku("龍造寺 苺花", "リュウゾウジ イチカ", "北海道　札幌市中央区　北三条西8丁目34-9", "090(8280)2630", "S26.10.17", "ryuzoji_i19@sakurabashi-cl.or.jp"));
    }
}
