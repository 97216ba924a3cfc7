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

#: before the claims that hold.
RIGHT = {"en": "Holds", "ko": "맞음", "zh": "成立"}

#: claims that hold, of which the cover names these.
HOLDS: dict[str, dict[str, str]] = {
    "C07": {
        "en": ("Korea's minister did ask for smoother trade and a stable supply of raw materials and parts."),
        "ko": ("한국 통상교섭본부장은 교역 원활화와 원자재·부품의 안정적 공급을 실제로 요청했다."),
        "zh": "韩国通商交涉本部长确实曾请中方协助，使贸易更顺畅、原材料和零部件供应稳定。",
    },
    "C15": {
        "en": "Washington did draw Japan and the Netherlands into controls on chip tools.",
        "ko": "미국은 실제로 일본과 네덜란드를 반도체 장비 수출통제에 동참시켰다.",
        "zh": "美国确实促使日本和荷兰加入对芯片制造设备的出口管制。",
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
            "중국이 반도체 분야에서 한국에 손을 내민 것은 이번이 처음이다.",
            ("{reached_first}에 외교부장이, {reached_then}에 주한 중국대사가 이미 손을 내밀었다."),
        ),
        "zh": (
            "中国首次就芯片主动寻求与韩国合作。",
            "此前已有先例：{reached_first}中国外交部长、{reached_then}中国驻韩国大使都曾提出芯片合作。",
        ),
    },
    "C17": {
        "en": (
            "The decision on Micron greatly raised China's reliance on Samsung and SK hynix.",
            "No figure showed it then, and none since traces it to the ban.",
        ),
        "ko": (
            "마이크론에 대한 결정으로 중국의 삼성전자와 SK하이닉스 의존도가 크게 높아졌다.",
            "당시에는 이를 보여 주는 수치가 없었고, 그 뒤로도 이를 금지 때문으로 볼 수 있게 하는 수치는 없다.",
        ),
        "zh": (
            "对美光的决定使中国对三星电子和SK海力士的依赖大幅上升。",
            "当时没有数据能证明，此后也没有数据能说明是禁令所致。",
        ),
    },
    "C10": {
        "en": (
            "Some analysts call China's claim of an agreement an overreach.",
            ("Korean dailies carry that view but name no analyst; one reports that the minister agreed in principle."),
        ),
        "ko": (
            "중국이 ‘합의’를 주장한 것은 지나치다는 분석이 있다.",
            (
                "한국 일간지들은 누구의 분석인지 밝히지 않고 이 견해를 실었고, 다른 일간지는 안 본부장이 원론적"
                "으로 동의했다고 보도했다."
            ),
        ),
        "zh": (
            "一些分析人士认为，中方称双方达成一致是言过其实。",
            ("多家韩国日报刊登了这种看法，但未点明是哪些分析人士；另一家日报报道称，安德根原则上同意。"),
        ),
    },
}
