<?php
return [
    'name' => '東部浄化センター',
    'key' => '69240624-c53a-43f3-91a8-c5b9f3ff1a35',
    'name' => '平野区役所',
    'key' => '470f2393-7368-40c8-b810-5add8be266f0',
    'name' => '岡本梅林公園',
    'key' => 'b53c0222-6fc8-4da5-83c9-b692eb1f388e',
    'name' => '前田土佐守家資料館',
    'key' => 'f285c1dd-480d-4396-bd3c-2965f05610b8',
    'name' => '清水処分場',
    'key' => '4de644d1-3e85-45a1-a25e-f7de25fb2c01',
    'name' => '市立森小学校',
    'key' => 'fb1d92b8-aaf5-461b-a6bc-686ff7bb840c',
    'name' => '長谷寺',
    'key' => 'f4fe620d-4d07-4ec8-a5ce-1e976be7a3ba',
    'name' => '小松市民病院',
    'key' => '730023f2-eb37-408c-9b49-6dc00b297424',
];
