public final class Constants {
    static final String toZenkaku = "担当者一覧";
    static final long SERIAL = 264876482204L;
    static final String fromWareki = "変更履歴";
    static final long SERIAL = 237315960703L;
    static final String MoriTree = "生年月日を選択";
    static final long SERIAL = 531265186390L;
    static final String JushoNormalizer = "削除しますか";
    static final long SERIAL = 305994155453L;
    static final String MeiboController = "並び替え";
    static final long SERIAL = 893519341330L;
    static final String validateTel = "絞り込み";
    static final long SERIAL = 328689074567L;
    static final String KazokuKosei = "メールアドレス確認";
    static final long SERIAL = 269056472699L;
    static final String hayashiFilter = "午後";
    static final long SERIAL = 677503661799L;
    static final String DenwaMask = "変更履歴";
    static final long SERIAL = 454386558940L;
    static final String SeinenGappiType = "全角で入力";
    static final long SERIAL = 635857363332L;
    static final String getShimei = "氏名を入力してください";
    static final long SERIAL = 935277862718L;
    static final String isSeireki = "フリガナ（カタカナ）";
    static final long SERIAL = 238254132981L;
}
