"""Who acts and speaks on the cover, and what, in three languages: days, voices, accounts of the meeting."""

from __future__ import annotations

#: who acts, as the list of the week names it.
WHO: dict[str, dict[str, str]] = {
    "cn": {"en": "China", "ko": "중국", "zh": "中国"},
    "kr": {"en": "Korea", "ko": "한국", "zh": "韩国"},
    "us": {"en": "United States", "ko": "미국", "zh": "美国"},
    "jp": {"en": "Japan", "ko": "일본", "zh": "日本"},
}

#: what happened in the six days, in plain words, after the name of who acts.
WEEK: dict[str, dict[str, str]] = {
    "E20230423a": {
        "en": "Asked Seoul not to let its firms fill a gap, the Financial Times reported",
        "ko": ("한국 정부에 한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다고 파이낸셜타임스 보도"),
        "zh": "请求韩国政府不要让韩国企业填补美光可能留下的空缺（英国《金融时报》报道）",
    },
    "E20230521a": {
        "en": "Micron fails its review; operators of critical infrastructure must stop buying",
        "ko": ("국가인터넷정보판공실, 마이크론 제품 보안 심사 불합격 발표. 핵심 정보 인프라 운영자에 구매 중단 요구"),
        "zh": "网信办：美光产品未通过网络安全审查，关键信息基础设施运营者应停止采购",
    },
    "E20230522a": {
        "en": "How to respond is for companies to decide",
        "ko": "정부, ‘대응은 기업이 판단할 일’",
        "zh": "政府：如何应对由企业自行决定",
    },
    "E20230523a": {
        "en": "Objects to Japan's controls on chip tools",
        "ko": "일본의 반도체 장비 수출통제에 반대",
        "zh": "反对日本对芯片制造设备的出口管制",
    },
    "E20230523b": {
        "en": "Issues its rule on chip-making tools",
        "ko": "반도체 제조장비 수출통제 규정 공포",
        "zh": "公布芯片制造设备出口管制规定",
    },
    "E20230523c": {
        "en": "The chairman of the House committee on China: Korea should act to prevent backfilling",
        "ko": "하원 중국특위 위원장, ‘한국도 빈자리가 메워지지 않도록 나서야 한다’",
        "zh": "众议院美中战略竞争特别委员会主席：韩国应采取行动，防止空缺被填补",
    },
    "E20230523d": {
        "en": "White House: the decision on Micron has no basis in fact",
        "ko": "백악관, ‘마이크론 결정은 사실에 근거하지 않는다’",
        "zh": "白宫：对美光的决定没有事实依据",
    },
    "S11": {
        "en": "Trade ministry: no outlook or plan on Micron was announced",
        "ko": "산업부, 마이크론 관련 ‘정부의 전망 및 대응계획에 대해서는 밝힌 바 없다’",
        "zh": "产业部：未就美光一事公布任何预判或应对计划",
    },
    "E20230525a": {
        "en": "Opens the meeting of APEC's trade ministers in Detroit",
        "ko": "디트로이트에서 APEC 통상장관 회의 개막",
        "zh": "亚太经合组织贸易部长会议在底特律开幕",
    },
    "E20230525b": {
        "en": "Its commerce secretary meets China's in Washington",
        "ko": "상무장관, 워싱턴에서 중국 상무부장과 회담",
        "zh": "商务部长在华盛顿与中国商务部部长会面",
    },
    "S19": {
        "en": "The review of Micron was a necessary security measure",
        "ko": "상무부, ‘마이크론 심사는 국가안보를 위해 필요한 조치’",
        "zh": "商务部：审查美光是维护国家安全的必要措施",
    },
    "S02": {
        "en": "Its text, as quoted, leaves chips out",
        "ko": "언론이 인용한 발표문에는 반도체 언급 없음",
        "zh": "媒体引述的新闻稿未提芯片",
    },
    "E20230526a": {
        "en": "Meets Korea in Detroit; its text then claims an agreement on chips",
        "ko": "디트로이트에서 한국과 회담. 이후 발표문에서 반도체 협력에 합의했다고 밝힘",
        "zh": "在底特律与韩方会面，随后的新闻稿称就芯片合作达成一致",
    },
}

#: who says what is quoted of the week.
SPEAKERS: dict[str, dict[str, str]] = {
    "E20230522a": {
        "en": "Jang Young-jin, Korea's first vice minister of trade, industry and energy",
        "ko": "장영진 산업통상자원부 1차관",
        "zh": "韩国产业通商资源部第一副部长",
    },
    "E20230523c": {
        "en": "Mike Gallagher, chairman of the US House committee on China",
        "ko": "마이크 갤러거 미 하원 중국특위 위원장",
        "zh": "美国众议院美中战略竞争特别委员会主席迈克·加拉格尔",
    },
}

#: what was said in the week, where the tables have it in neither the language of the page nor in English.
SAID: dict[str, dict[str, str]] = {
    "E20230522a": {"zh": "这不是政府能要求企业该这样做或那样做的事，而是应由企业判断的问题"},
    "E20230523c": {
        "ko": (
            "최근 몇 년간 바로 이런 중국공산당의 경제적 강압을 직접 겪은 우리 동맹국 한국도 마찬가지로 빈자리가 "
            "메워지지 않도록 나서야 한다"
        ),
        "zh": "我们的盟友韩国，近年来亲身经历的正是中共的这种经济胁迫，同样应采取行动，防止空缺被填补",
    },
}

#: whose account of the meeting it is.
WITNESS: dict[str, dict[str, str]] = {
    "S01": {"en": "China's release, by Xinhua", "ko": "중국 발표문(신화통신)", "zh": "中方新闻稿（据新华社）"},
    "S04": {"en": "Dong-A Ilbo, a Korean daily", "ko": "동아일보", "zh": "韩国《东亚日报》"},
    "S03": {
        "en": "An unnamed Korean source, by Reuters",
        "ko": "익명의 한국 측 소식통(로이터통신)",
        "zh": "韩方匿名消息人士（据路透社）",
    },
    "S05": {
        "en": "A Korean daily, citing the ministry",
        "ko": "한국의 한 일간지(산업부 인용)",
        "zh": "一家韩国日报（援引产业部）",
    },
    "S02": {"en": "Korea's release, as quoted", "ko": "한국 발표문(언론 인용)", "zh": "韩方新闻稿（据媒体引述）"},
}

#: what an account on a rung of the ladder of agreement says on chips.
RUNG: dict[str, dict[str, str]] = {
    "agreed": {"en": "Both sides agreed", "ko": "양측이 합의했다", "zh": "双方达成一致"},
    "in_principle": {
        "en": "The minister agreed in principle",
        "ko": "안 본부장이 원론적으로 동의했다",
        "zh": "韩国通商交涉本部长原则上同意",
    },
    "contacts": {
        "en": "Contacts are needed, over all industries",
        "ko": "전 산업에 걸쳐 실무급 소통이 필요하다",
        "zh": "各行业都需要工作层面的沟通",
    },
    "asked": {"en": "China asked for cooperation", "ko": "중국이 협력을 요청했다", "zh": "中方请求开展合作"},
    "not_mentioned": {"en": "No clause seen names chips", "ko": "확인된 구절에 반도체 없음", "zh": "所见语句未提芯片"},
}
