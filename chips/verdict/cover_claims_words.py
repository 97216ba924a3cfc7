"""Claims of the article as the cover tells them in three languages: names of verdicts, what holds, what does not."""

from __future__ import annotations

VERDICTS: dict[str, dict[str, str]] = {
    "supported": {
        "en": "hold",
        "ko": "맞음",
        "zh": "成立",
    },
    "partly": {
        "en": "partly right",
        "ko": "일부 맞음",
        "zh": "部分成立",
    },
    "contested": {
        "en": "contested",
        "ko": "엇갈림",
        "zh": "有争议",
    },
    "false": {
        "en": "false",
        "ko": "틀림",
        "zh": "不实",
    },
    "unproven": {
        "en": "unproven",
        "ko": "입증되지 않음",
        "zh": "未获证实",
    },
    "not_testable": {
        "en": "not testable",
        "ko": "검증 불가",
        "zh": "无法验证",
    },
}

#: claims that hold, of which the cover names these.
HOLDS: dict[str, dict[str, str]] = {
    "C07": {
        "en": ("Korea's minister did ask for smoother trade and a stable supply of raw materials and parts."),
        "ko": ("한국 통상교섭본부장은 교역 원활화와 핵심 원자재·부품의 안정적 공급을 실제로 요청했다."),
        "zh": "韩国通商交涉本部长确实请中方支持贸易畅通和原材料、零部件的稳定供应。",
    },
    "C19": {
        "en": ("The chairman of the House committee on China did demand that Korean firms not fill the gap."),
        "ko": ("미 하원 중국특위 위원장은 한국 기업이 빈자리를 채우지 못하게 하라고 실제로 요구했다."),
        "zh": "美国众议院美中战略竞争特别委员会主席确实要求不让韩国企业填补空缺。",
    },
    "C15": {
        "en": "Washington did draw Japan and the Netherlands into controls on chip tools.",
        "ko": "미국은 실제로 일본과 네덜란드를 반도체 장비 수출통제에 동참시켰다.",
        "zh": "美国确实促使日本和荷兰加入对芯片制造设备的管制。",
    },
}

#: claims that do not hold: (what the article says, what the evidence says).
FAILS: dict[str, dict[str, tuple[str, str]]] = {
    "C02": {
        "en": (
            "China had never before reached out to Korea on chips.",
            ("It had: its foreign minister in {reached_first}, its ambassador in {reached_then}."),
        ),
        "ko": (
            "중국이 반도체로 한국에 손을 내민 것은 이번이 처음이다.",
            ("{reached_first}에 외교부장이, {reached_then}에 주한 중국대사가 이미 손을 내민 적이 있다."),
        ),
        "zh": (
            "中国首次就芯片主动寻求与韩国合作。",
            "此前已有先例：{reached_first}外交部长、{reached_then}驻韩大使都曾提出。",
        ),
    },
    "C17": {
        "en": (
            "The decision on Micron greatly raised China's reliance on Samsung and SK hynix.",
            "No figure showed it then, and none shows it since.",
        ),
        "ko": (
            "마이크론에 대한 결정으로 중국의 삼성전자·SK하이닉스 의존도가 크게 높아졌다.",
            "당시 이를 보여 주는 수치가 없었고, 지금도 없다.",
        ),
        "zh": (
            "对美光的决定使中国对三星电子和SK海力士的依赖大幅上升。",
            "当时没有数据能证明，至今也没有。",
        ),
    },
    "C10": {
        "en": (
            "China's claim of an agreement is an overreach, some analysts say.",
            ("Korean dailies say so, naming no analyst; another reports that the minister agreed in principle."),
        ),
        "ko": (
            "중국이 ‘합의’를 주장한 것은 지나치다는 분석이 있다.",
            (
                "한국 일간지들은 누구의 분석인지 밝히지 않고 이 견해를 실었고, 다른 일간지는 본부장이 원론적"
                "으로 동의했다고 보도했다."
            ),
        ),
        "zh": (
            "一些分析人士认为中方所称的“一致”言过其实。",
            ("多家韩国日报刊登了这种看法，但未点明是哪些分析人士；另一家日报报道称，安德根原则上同意。"),
        ),
    },
    "C16": {
        "en": (
            "China is under sanctions that bar it from Micron's products.",
            "China did the barring itself, and only for operators of critical infrastructure.",
        ),
        "ko": (
            "중국은 마이크론 제품을 구매하지 못하도록 제재를 받고 있다.",
            "구매를 막은 것은 중국이며, 핵심 정보 인프라 운영자에게만 적용됐다.",
        ),
        "zh": (
            "中国被制裁，不得采购美光产品。",
            "下禁令的是中国自己，且只针对关键信息基础设施运营者。",
        ),
    },
}
