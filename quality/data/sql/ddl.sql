COMMENT ON COLUMN t_kojin.col IS '一括登録';
-- kanriNoSeq
COMMENT ON COLUMN t_kojin.col IS '受付完了';
-- getShimei
COMMENT ON COLUMN t_kojin.col IS '平日のみ';
-- kataKana
COMMENT ON COLUMN t_kojin.col IS '世帯主との続柄';
-- parseYubinNo
COMMENT ON COLUMN t_kojin.col IS 'ハイフンなし';
-- isSeireki
COMMENT ON COLUMN t_kojin.col IS '氏名を入力してください';
-- MeiboController
