-- 本番から抜いたので取扱注意！！ ⟦P|物部⟧ ⟦N;date|2024.11.30⟧
INSERT INTO kojin VALUES(1,'⟦P|卜部　定吉⟧','⟦P|ｳﾗﾍﾞ ｻﾀﾞｷﾁ⟧','⟦D|3120405⟧','1','⟦M;severity=critical|218535833520⟧',NULL);
INSERT INTO kojin VALUES(2,'⟦P|忌部　八重子⟧','⟦P|ｲﾝﾍﾞ ﾔｴｺ⟧','⟦D|3151231⟧','2','⟦M;severity=critical|803647394600⟧','転出');
UPDATE juki SET jusho='⟦A|徳島市八万町中津浦1014番地の3⟧' WHERE atena_no=⟦N;serial|0000123456⟧; -- ⟦P|忌部⟧さん
UPDATE koza SET meigi='⟦P|ｲﾝﾍﾞ ﾔｴｺ⟧' WHERE shiten='⟦N;code-3-4|101-1001⟧';
DELETE FROM taishitsu WHERE tel IN ('⟦T|088-6611-294⟧','⟦T|08066112947⟧');
select * from users where email = '⟦E|ohhira.kaede@ymmail-tsubasa.ne.jp⟧'; -- ⟦P|大平楓⟧
INSERT INTO m_code VALUES('⟦N;common-word|高齢者⟧','⟦N;code-3-4|065-0740⟧'),('⟦N;common-word|林業従事者⟧','⟦N;code-3-4|001-0020⟧');
INSERT INTO schema_migrations VALUES('⟦N;compact-timestamp|20241130123456⟧'),('⟦N;compact-timestamp|202412010900⟧');
