-- 本番から抜いたので取扱注意！！ 物部 2024.11.30
INSERT INTO kojin VALUES(1,'卜部　定吉','ｳﾗﾍﾞ ｻﾀﾞｷﾁ','3120405','1','218535833520',NULL);
INSERT INTO kojin VALUES(2,'忌部　八重子','ｲﾝﾍﾞ ﾔｴｺ','3151231','2','803647394600','転出');
UPDATE juki SET jusho='徳島市八万町中津浦1014番地の3' WHERE atena_no=0000123456; -- 忌部さん
UPDATE koza SET meigi='ｲﾝﾍﾞ ﾔｴｺ' WHERE shiten='101-1001';
DELETE FROM taishitsu WHERE tel IN ('088-6611-294','08066112947');
select * from users where email = 'ohhira.kaede@ymmail-tsubasa.ne.jp'; -- 大平楓
INSERT INTO m_code VALUES('高齢者','065-0740'),('林業従事者','001-0020');
INSERT INTO schema_migrations VALUES('20241130123456'),('202412010900');
