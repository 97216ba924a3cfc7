"""The sentences of the cover in three languages, each written in its own; the figures come from `cover`.

A name in braces is a figure or a day. What an event, a claim or a rung of the ladder is called stands here too, since
the tables are in English.
"""

from __future__ import annotations

from explainer.evidence.cite import Words

#: language -> its name in itself, page of the cover in that language.
LANGUAGES = {"en": ("English", "index"), "ko": ("한국어", "ko"), "zh": ("中文", "zh")}
#: how a language writes a day and a month.
DAY = {"en": "{d.day} {m} {d.year}", "ko": "{d.year}년 {d.month}월 {d.day}일", "zh": "{d.year}年{d.month}月{d.day}日"}
MONTH = {"en": "{m} {d.year}", "ko": "{d.year}년 {d.month}월", "zh": "{d.year}年{d.month}月"}
SHORT_DAY = {"en": "{d.day} {m}", "ko": "{d.month}월 {d.day}일", "zh": "{d.month}月{d.day}日"}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "deck": (
            "On {met_on}, {after} days after China barred the chips of Micron, an American firm, from "
            "its critical infrastructure, its commerce minister Wang Wentao met Korea's trade minister "
            "Ahn Duk-geun in Detroit. Washington, by press reports, had {asked}. Then China announced "
            "that both sides had agreed on chips. Korea's account, as quoted, does not mention them."
        ),
        "asked": "asked Seoul not to let its firms fill the gap",
        "checked": (
            "Korea stood between Washington, its ally, and China, which had taken {cn_of_exports} "
            "percent of its memory exports in {need_year}. A Korean paper, the Asia Business Daily, "
            "concluded the next day that China now depended more on Samsung and SK hynix. Did it? Of the "
            "article's {total} claims {n_supported} hold, {n_partly} hold in part and {n_false} is false"
            "; that conclusion is unproven. And memory has since become scarce, at {price_times} times "
            "its lowest price."
        ),
        "question_agreed": "Did they agree?",
        "short_agreed": "China says so. Korea has not.",
        "answer_agreed": (
            "Korea's text, as quoted in the press, does not name chips. One Korean daily wrote that the "
            "minister agreed in principle; the ministry has not said so on the record."
        ),
        "link_agreed": "The two texts, clause by clause",
        "question_unusual": "Was it unusual?",
        "short_unusual": "Usually it is Korea that claims an agreement alone. On chips it was China.",
        "answer_unusual": (
            "Korea claimed an agreement alone {kr_alone_low} times by a strict count, {kr_alone_high} by "
            "a loose one; China {cn_alone} times, on chips in Detroit alone. Both accounts were found "
            "for {both_seen} of {met} meetings."
        ),
        "link_unusual": "Detroit beside other meetings",
        "question_needed": "Who needed whom?",
        "short_needed": "Each needed the other.",
        "answer_needed": (
            "In {need_year} Korea supplied {kr_of_imports} percent of China's memory imports, and "
            "mainland China took {cn_of_exports} percent of Korea's memory exports."
        ),
        "link_needed": "What each side could not replace",
        "question_micron": "What did the ban cost Micron?",
        "short_micron": (
            "It sold the mainland more, yet from the year of the ban the mainland's part of its revenue halved."
        ),
        "answer_micron": (
            "Mainland China brought Micron {dollars_2023} of {all_2023} billion dollars in fiscal 2023, "
            "the year of the ban, and {dollars_last} of {all_last} in fiscal {mainland_year}: sales "
            "elsewhere grew far more. How much of that the ban did is not known."
        ),
        "link_micron": "What was at stake for Micron",
        "question_void": "Who filled the gap?",
        "short_void": "Nobody can show it: the ban's effect is smaller than the error of the forecasts.",
        "answer_void": (
            "In the year after the ban Korea sent {void_volume} percent more DRAM to China and Hong "
            "Kong, for {void_value} percent less money. What it would have sent anyway is too uncertain "
            "to tell what the ban added. Press reports name Samsung and SK hynix of Korea, CXMT and YMTC "
            "of China, without amounts."
        ),
        "link_void": "The evidence, and a model to try",
        "imports": "Korea's part of China's memory imports",
        "exports": "China's part of Korea's memory exports",
        "cn_alone_words": "China alone",
        "kr_alone_words": "Korea alone, by the strict count",
        "unit": "billion dollars",
        "week_more": "{n} more moves and statements of these days",
        "volume": "Micron could lose, by its own words, in a year",
        "value": "Forecasts of Korea's exports without the ban differ by",
        "score": "{total} claims of the article, each linked to its evidence",
        "fails": "What does not hold",
        "unknown": "What nobody knows",
        "unknown_1": ("Whether Korea's minister agreed to talks on chips. Neither ministry's notes are public."),
        "unknown_2": (
            "How much of Micron's lost business Samsung, SK hynix and Chinese makers each took. No figure is public."
        ),
        "unknown_3": ("Who counts as an operator of critical infrastructure, the only buyers whom the ban bound."),
        "since_micron": "Sources told Reuters that Micron would stop selling server chips in China.",
        "since_korea": "Korea's and China's commerce ministers agreed on critical minerals at Gyeongju.",
        "since_truce": "Washington and Beijing extended their truce on controls to January 2027.",
        "since_shortage": (
            "Samsung reported a record quarter. Korea's export price of DRAM is {price_times} times its "
            "low after the ban: the question is no longer who fills a gap."
        ),
        "holds": "What holds",
        "shares": "Mainland China in Micron's revenue",
    },
    "ko": {
        "deck": (
            "{met_on} 디트로이트에서 왕원타오 중국 상무부장과 안덕근 한국 통상교섭본부장이 만났다. 중국"
            "이 미국 기업 마이크론의 칩을 핵심 인프라에서 막은 지 {after}일 뒤였고, 보도에 따르면 미국은 "
            "한국에 {asked}. 그 뒤 중국은 양측이 반도체에 합의했다고 발표했다. 한국 발표문은, 보도된 대로"
            "라면, 반도체를 말하지 않는다."
        ),
        "asked": "한국 기업이 그 빈자리를 채우지 않게 해 달라고 요청했다",
        "checked": (
            "한국은 동맹인 미국과, {need_year}년 한국 메모리 수출의 {cn_of_exports}%를 가져간 중국 사이"
            "에 있었다. 이튿날 한국의 아시아경제는 중국이 삼성전자와 SK하이닉스에 더 기대게 되었다고 보았"
            "다. 정말 그런가? 그 기사의 주장 {total}개 가운데 {n_supported}개는 맞고, {n_partly}개는 일"
            "부 맞고, {n_false}개는 틀리다. 그 결론은 입증되지 않았다. 그 뒤 메모리는 모자라게 되어, 값"
            "이 가장 낮았을 때의 {price_times}배다."
        ),
        "question_agreed": "두 나라는 합의했는가?",
        "short_agreed": "중국은 그렇다고 한다. 한국은 그렇게 말한 적이 없다.",
        "answer_agreed": (
            "언론이 인용한 한국 발표문에는 반도체라는 말이 없다. 한 한국 일간지는 본부장이 원론적으로 동"
            "의했다고 보도했으나, 산업부가 공식 확인한 적은 없다."
        ),
        "link_agreed": "두 발표문을 절마다 비교하기",
        "question_unusual": "드문 일인가?",
        "short_unusual": "한쪽만 합의를 말하는 것은 대개 한국이다. 반도체에서는 중국이었다.",
        "answer_unusual": (
            "한국만 합의를 말한 것은 엄격하게 세면 {kr_alone_low}번, 느슨하게 세면 {kr_alone_high}번이"
            "고, 중국만 말한 것은 {cn_alone}번인데 반도체로는 디트로이트뿐이다. 양측 발표를 모두 찾은 회"
            "담은 {met}건 가운데 {both_seen}건이다."
        ),
        "link_unusual": "다른 회담들과 견주어 보기",
        "question_needed": "누가 누구를 필요로 했는가?",
        "short_needed": "서로가 필요했다.",
        "answer_needed": (
            "{need_year}년 중국 메모리 수입의 {kr_of_imports}%가 한국산이었고, 한국 메모리 수출의 "
            "{cn_of_exports}%가 중국 본토로 갔다."
        ),
        "link_needed": "서로 대체하기 어려웠던 것들",
        "question_micron": "제재로 마이크론은 무엇을 잃었는가?",
        "short_micron": "중국 본토에 더 팔았지만, 매출에서 그 몫은 제재가 있던 해의 반으로 줄었다.",
        "answer_micron": (
            "중국 본토 매출은 제재가 있던 2023 회계연도에 {all_2023_e8}억 달러 가운데 {dollars_2023_e8}"
            "억 달러, {mainland_year} 회계연도에 {all_last_e8}억 달러 가운데 {dollars_last_e8}억 달러였"
            "다. 다른 곳의 매출이 훨씬 더 늘었다. 그중 얼마가 제재 때문인지는 알 수 없다."
        ),
        "link_micron": "마이크론에 걸려 있던 것",
        "question_void": "빈자리는 누가 채웠는가?",
        "short_void": "아무도 보여 줄 수 없다. 제재의 효과가 예측의 오차보다 작다.",
        "answer_void": (
            "제재 뒤 1년간 한국이 중국과 홍콩에 보낸 D램은 물량이 {void_volume}% 늘고 금액은 {void_value}"
            "% 줄었다. 제재가 없었어도 얼마를 보냈을지가 너무 불확실해, 제재가 무엇을 더했는지 알 수 없"
            "다. 언론은 한국의 삼성전자와 SK하이닉스, 중국의 CXMT와 YMTC를 꼽지만 금액은 밝히지 않는다."
        ),
        "link_void": "증거와 직접 움직여 보는 모형",
        "imports": "중국 메모리 수입 중 한국 몫",
        "exports": "한국 메모리 수출 중 중국 몫",
        "cn_alone_words": "중국만",
        "kr_alone_words": "한국만, 엄격하게",
        "unit": "억 달러",
        "week_more": "이 며칠의 다른 조치와 발언 {n}건",
        "volume": "마이크론이 스스로 밝힌 한 해 손실 가능액",
        "value": "제재가 없었을 때 한국 수출 예측들의 차이",
        "score": "기사 속 주장 {total}개. 칸마다 근거로 이어진다",
        "fails": "맞지 않는 것",
        "unknown": "아무도 모르는 것",
        "unknown_1": "한국 본부장이 반도체 대화에 동의했는지. 두 부처의 회담 기록은 공개되지 않았다.",
        "unknown_2": (
            "마이크론이 잃은 물량을 삼성전자, SK하이닉스, 중국 업체가 각각 얼마나 가져갔는지. 공개된 수치가 없다."
        ),
        "unknown_3": "제재가 적용되는 유일한 구매자인 핵심 정보 인프라 운영자가 누구인지.",
        "since_micron": "로이터는 소식통을 인용해 마이크론이 중국에서 서버용 칩 판매를 그만둔다고 전했다.",
        "since_korea": "한중 산업·상무 장관이 경주에서 핵심 광물 공급에 합의했다.",
        "since_truce": "미국과 중국이 통제 조치의 휴전을 2027년 1월까지 늘렸다.",
        "since_shortage": (
            "삼성전자가 사상 최대 분기 실적을 내놓았다. 한국의 D램 수출 가격은 제재 뒤 저점의 "
            "{price_times}배다. 빈자리를 누가 채우느냐는 이제 물음이 아니다."
        ),
        "holds": "맞는 것",
        "shares": "마이크론 매출 중 중국 본토",
    },
    "zh": {
        "deck": (
            "{met_on}，中国商务部部长王文涛与韩国通商交涉本部长安德根在底特律会面。{after}天前，中国把美"
            "国企业美光的芯片挡在关键信息基础设施之外；据媒体报道，华盛顿曾{asked}。随后中国宣布双方就芯"
            "片达成一致。韩方通稿据媒体引述没有提到芯片。"
        ),
        "asked": "要求首尔不要让韩国企业填补这一空缺",
        "checked": (
            "一边是盟友华盛顿，一边是{need_year}年买走韩国{cn_of_exports}%存储芯片出口的中国，韩国夹在中"
            "间。第二天，韩国《亚洲经济》认为中国更加倚重三星和SK海力士。真是这样吗？文章的{total}条说法"
            "中，{n_supported}条成立，{n_partly}条部分成立，{n_false}条不实；这一结论未经证实。此后存储芯"
            "片变得短缺，价格是最低时的{price_times}倍。"
        ),
        "question_agreed": "双方到底有没有达成一致？",
        "short_agreed": "中国商务部说有，韩方没有这样说过。",
        "answer_agreed": (
            "据媒体引述，韩方通稿没有提到芯片。一家韩国日报写道，韩方部长原则上同意；韩国产业部从未公开证实。"
        ),
        "link_agreed": "逐句对照两份通稿",
        "question_unusual": "这少见吗？",
        "short_unusual": "单方面声称一致的，通常是韩方；就芯片而言是中方。",
        "answer_unusual": (
            "单方面声称一致，韩方严格计数{kr_alone_low}次、宽松计数{kr_alone_high}次，中方{cn_alone}次，"
            "就芯片只有底特律这一次。{met}次会谈中双方说法都能找到的有{both_seen}次。"
        ),
        "link_unusual": "与其他会谈比较",
        "question_needed": "谁更需要谁？",
        "short_needed": "彼此都需要。",
        "answer_needed": (
            "{need_year}年，中国进口的存储芯片有{kr_of_imports}%来自韩国，韩国出口的存储芯片有"
            "{cn_of_exports}%运往中国内地。"
        ),
        "link_needed": "双方难以替代的东西",
        "question_micron": "禁令让美光失去了什么？",
        "short_micron": "对中国内地卖得更多，占比却从禁令当年起减半。",
        "answer_micron": (
            "禁令当年的2023财年，营收{all_2023_e8}亿美元中有{dollars_2023_e8}亿来自中国内地；"
            "{mainland_year}财年，{all_last_e8}亿美元中有{dollars_last_e8}亿：别处的销售增长快得多。其中"
            "多少由禁令造成，不得而知。"
        ),
        "link_micron": "美光面临的得失",
        "question_void": "空缺由谁填补？",
        "short_void": "没有人能证明：禁令的影响小于预测的误差。",
        "answer_void": (
            "禁令后一年，韩国输往中国内地和香港的DRAM数量增加{void_volume}%，金额减少{void_value}%。没有"
            "禁令时会输出多少太不确定，看不出禁令带来了什么。媒体点名韩国的三星和SK海力士、中国的长鑫存储"
            "和长江存储，但没有金额。"
        ),
        "link_void": "证据，以及可以自己动手的模型",
        "imports": "中国存储芯片进口中韩国所占",
        "exports": "韩国存储芯片出口中中国所占",
        "cn_alone_words": "仅中方",
        "kr_alone_words": "仅韩方，严格计数",
        "unit": "亿美元",
        "week_more": "这几天的另外{n}项举措和表态",
        "volume": "美光自称一年可能失去",
        "value": "没有禁令时韩国出口的各种预测相差",
        "score": "文章的{total}条说法，每一格都通向证据",
        "fails": "站不住脚的说法",
        "unknown": "没有人知道的事",
        "unknown_1": "韩方部长是否同意就芯片展开对话。两国部门的会谈记录都没有公开。",
        "unknown_2": "美光失去的生意，三星、SK海力士和中国厂商各拿走多少。没有公开数字。",
        "unknown_3": "哪些企业算关键信息基础设施运营者。禁令只约束这些买家。",
        "since_micron": "路透社援引消息人士的话说，美光将停止在中国销售服务器芯片。",
        "since_korea": "中韩两国主管商务的部长在庆州就关键矿产达成一致。",
        "since_truce": "中美把管制措施的休战延长到2027年1月。",
        "since_shortage": (
            "三星公布创纪录的季度业绩。韩国DRAM出口价格是禁令后低点的{price_times}倍：问题不再是谁来填补空缺。"
        ),
        "holds": "站得住的说法",
        "shares": "美光营收中的中国内地",
    },
}

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
        "ko": "한국 기업이 빈자리를 채우지 않게 해 달라고 요청했다고 파이낸셜타임스 보도",
        "zh": "据《金融时报》报道，曾要求首尔不要让韩国企业填补空缺",
    },
    "E20230521a": {
        "en": "Micron fails its review; operators of critical infrastructure must stop buying",
        "ko": "인터넷 당국, 마이크론 심사 불합격 발표: 핵심 인프라 운영자는 구매를 멈춰야",
        "zh": "网信办：美光未通过审查，关键信息基础设施运营者应停止采购",
    },
    "E20230522a": {
        "en": "How to respond is for companies to decide",
        "ko": "정부, 대응은 기업이 판단할 일",
        "zh": "政府：如何应对由企业自行决定",
    },
    "E20230523a": {
        "en": "Objects to Japan's controls on chip tools",
        "ko": "일본의 장비 통제에 반대",
        "zh": "反对日本的设备管制",
    },
    "E20230523b": {
        "en": "Issues its rule on chip-making tools",
        "ko": "반도체 장비 규정 공포",
        "zh": "公布芯片制造设备规定",
    },
    "E20230523c": {
        "en": "A committee chairman in Congress: Korean firms must not fill the gap",
        "ko": "하원 위원장, 한국 기업이 빈자리를 채워서는 안 된다",
        "zh": "众议院一名委员会主席：韩国企业不应填补空缺",
    },
    "E20230523d": {
        "en": "White House: the decision on Micron has no basis in fact",
        "ko": "백악관, 마이크론 결정은 사실에 근거하지 않는다",
        "zh": "白宫：对美光的决定没有事实依据",
    },
    "S11": {
        "en": "Trade ministry: no outlook or plan on Micron was announced",
        "ko": "산업부, 마이크론 관련 전망이나 계획을 발표한 바 없다",
        "zh": "产业部：未就美光发布任何展望或计划",
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
        "ko": "상무부, 마이크론 심사는 필요한 안보 조치",
        "zh": "商务部：审查美光是必要的安全措施",
    },
    "S02": {
        "en": "Its text, as quoted, leaves chips out",
        "ko": "발표문은, 보도된 대로라면, 반도체를 말하지 않는다",
        "zh": "通稿据引述未提芯片",
    },
    "E20230526a": {
        "en": "Meets Korea in Detroit; its text then claims an agreement on chips",
        "ko": "디트로이트에서 한국과 회담. 발표문은 반도체에 합의했다고 한다",
        "zh": "在底特律与韩国会面，通稿称就芯片达成一致",
    },
}

#: the ladder of agreement, from the top: how far an account can go, and who stands there.
RUNGS: dict[str, dict[str, str]] = {
    "both_agreed": {"en": "says: agreed", "ko": "합의했다", "zh": "说已同意"},
    "they_stated": {"en": "says: China asked for it", "ko": "중국이 요청했다", "zh": "说中方提出"},
    "silent": {"en": "names no chips", "ko": "언급 없음", "zh": "未提芯片"},
}
ACCOUNTS: dict[str, dict[str, str]] = {
    "S01": {"en": "China's ministry", "ko": "중국 상무부", "zh": "中国商务部"},
    "S04": {"en": "Dong-A Ilbo (in principle)", "ko": "동아일보(원론적으로)", "zh": "《东亚日报》（原则上）"},
    "S05": {"en": "another Korean daily", "ko": "다른 한국 일간지", "zh": "另一家韩国日报"},
    "S03": {"en": "unnamed Korean source", "ko": "익명의 한국 소식통", "zh": "未具名韩方消息人士"},
    "S02": {"en": "Korea's ministry", "ko": "한국 산업부", "zh": "韩国产业部"},
}

VERDICTS: dict[str, dict[str, str]] = {
    "supported": {"en": "hold", "ko": "맞음", "zh": "成立"},
    "partly": {"en": "partly right", "ko": "일부 맞음", "zh": "部分成立"},
    "contested": {"en": "contested", "ko": "엇갈림", "zh": "有争议"},
    "false": {"en": "false", "ko": "틀림", "zh": "不实"},
    "unproven": {"en": "unproven", "ko": "입증되지 않음", "zh": "未经证实"},
    "not_testable": {"en": "not testable", "ko": "확인 불가", "zh": "无法检验"},
}
#: how each language says a source line.
SOURCE: dict[str, Words] = {
    "en": Words(),
    "ko": Words("출처: ", "{named}, {last}", "{named} 외 {n}곳", "{named} 외 1곳", "(문서 {n}건)"),
    "zh": Words("来源：", "{named}、{last}", "{named}及另外{n}家", "{named}和另外1家", "（{n}份文件）"),
}
#: claims that hold, of which the cover names these.
HOLDS: dict[str, dict[str, str]] = {
    "C06": {
        "en": "China's ministry did say that both sides agreed to cooperate more on chips.",
        "ko": "중국 상무부는 양측이 반도체 협력을 강화하기로 했다고 실제로 발표했다.",
        "zh": "中国商务部确实说双方同意加强芯片合作。",
    },
    "C08": {
        "en": "Korea's statement, as quoted, does differ and does leave chips out.",
        "ko": "보도된 한국 발표문은 실제로 다르고, 반도체를 말하지 않는다.",
        "zh": "据媒体引述的韩方通稿确实不同，没有提到芯片。",
    },
    "C19": {
        "en": "A committee chairman in Congress did demand that Korean firms not fill the gap.",
        "ko": "미 하원 위원장은 한국 기업이 빈자리를 채우지 말라고 실제로 요구했다.",
        "zh": "美国众议院一名委员会主席确实要求韩国企业不要填补空缺。",
    },
}
#: claims that do not hold: (what the article says, what the evidence says).
FAILS: dict[str, dict[str, tuple[str, str]]] = {
    "C02": {
        "en": ("China had never before reached out to Korea on chips.", "It had, in earlier statements."),
        "ko": ("중국이 반도체로 한국에 손을 내민 것은 이번이 처음이다.", "앞선 발표문에서도 그랬다."),
        "zh": ("中国首次就芯片向韩国伸手。", "此前的通稿中已有先例。"),
    },
    "C17": {
        "en": (
            "The decision on Micron greatly raised China's reliance on Samsung and SK hynix.",
            "No figure showed it then, and none shows it since.",
        ),
        "ko": (
            "마이크론 결정으로 삼성전자와 SK하이닉스에 대한 의존이 크게 높아졌다.",
            "당시에 보여 주는 수치가 없었고, 지금도 없다.",
        ),
        "zh": ("对美光的决定大幅提高了对三星和SK海力士的依赖。", "当时没有数字能证明，至今也没有。"),
    },
}
