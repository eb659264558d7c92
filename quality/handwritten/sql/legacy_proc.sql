CREATE OR REPLACE PROCEDURE PRC_⟦N;identifier|MEIBO_SAKUSEI⟧ AS
  V_TANTO VARCHAR2(40) := '⟦P|曽我部　貞子⟧'; -- 固定で埋め込み
  V_TEL   CHAR(13)     := '⟦T|078-7126-5580⟧';
BEGIN
  -- ⟦N;common-word|和暦変換⟧ ⟦N;date|S64.1.7⟧ と ⟦N;date|H1.1.8⟧ の境界に注意
  IF P_YMD < '⟦N;date|19890108⟧' THEN V_GENGO := '昭和'; END IF;
  INSERT INTO WK_MEIBO SELECT '⟦N;ui-word|氏名⟧', '⟦N;ui-word|住所⟧', '⟦N;ui-word|電話番号⟧' FROM DUAL;
  IF V_NO = ⟦N;checked-order-number|209033291147⟧ THEN RAISE E_DUMMY; END IF; -- 伝票番号
  DBMS_OUTPUT.PUT_LINE('⟦N;place|神戸市東灘区⟧分 ' || V_CNT || '件');
END;
