"""Sentences come out whole, verbatim and in order, in news, in careless writing and in hostile text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.model import Article
from briefer.text import document, split

# Each row: a language and sentences that stand in one paragraph, joined by one space.
APART = [
    # abbreviations, titles, initials
    ("en", "The envoy rejected any anti-U.S. policy.", "Others did not."),
    ("en", "The U.S. President said little.", "Mr. Kim said more."),
    ("en", "She left the U.S. in May.", "He stayed."),
    ("en", "The troops left the U.S.", "He said why."),
    ("en", "It went to the U.N. Security Council.", "The U.N. did nothing."),
    ("en", "It was put before the U.N.", "In Geneva, nobody spoke."),
    ("en", "Gen. Smith met Lt. Col. Ray and Sgt. Maj. Lee.", "They talked."),
    ("en", "No. 5 is open.", "Nos. 6 and 7 are not."),
    ("en", "They asked and the answer was no.", "The talks ended."),
    ("en", "Sen. Mary Poe, D-N.Y., voted against it.", "Reps. Joe Roe (R-Ga.) and Jo Poe did not."),
    ("en", "It began at 5 p.m. on Monday and ended at 6 a.m. GMT.", "Nobody slept."),
    ("en", "The shop opens at 9 a.m.", "Kim waits."),
    ("en", "It opens at 9 A.M. Friday.", "It closed at 5 P.M.", "Kim waits for Robert A.M. Stern."),
    ("en", "He left on Jan. 5 and came back in Feb.", "The snow stayed."),
    ("en", "Acme Inc. said it would pay.", "Bolt Corp. and Nut Co. Ltd. declined."),
    ("en", "He works for Acme Inc.", "The firm is small."),
    ("en", "They flew to St. Petersburg and Mt. Vernon.", "It rained."),
    ("en", "He lives on Main St.", "The house is old."),
    ("en", "J. K. Rowling met C.S. Lewis readers.", "E. B. White did not come."),
    ("en", "Kim Jong Un Jr. said nothing.", "Dr. Lee Sr. nodded."),
    ("en", "They sell fruit, e.g. Apples from Kent.", "Others, i.e. Dutch farms, do too."),
    ("en", "It is Smith vs. Jones.", "Roe v. Wade is older."),
    ("en", "Smith et al. wrote that.", "Fig. 3 shows it, see pp. 4 and Sec. 2."),
    ("en", "He has a Ph.D. in law.", "She has an M.A. too."),
    ("en", "She holds a Ph.D.", "It took her nine years."),
    ("en", "The plan (see the annex, p. 4) is new.", "It is dear."),
    # numbers, names on the net, files
    ("en", "It rose by 3.5 percent to $4.2 million.", "It was 3.4.", "Version 2.0.1 is out."),
    ("en", "The sum of 1.000,50 was paid in 2004.", "In 2005 it was more."),
    ("en", "See www.example.org/a.b?c=D.E and mail jane.Doe@example.org today.", "Then file report.Final.pdf away."),
    ("en", "They use Node.js, ASP.NET and example.com.", "We do not."),
    ("en", "The U.S.-led drill ended.", "The U.S.-South Korea drill did not."),
    ("en", "Temperatures fell below 10.", "3,000 people left."),
    # quotes
    ("en", "He called it “a bloc for aggression.”", "Kim also spoke of drills."),
    ("en", 'He called it "a bloc for aggression."', "Kim also spoke of drills."),
    ("en", "He called it 'a bloc.'", "Kim left."),
    ("en", "“We will go on!” he said.", "They went on."),
    ("en", '"Why?" asked the minister.', "Nobody knew."),
    ("en", "“Who will pay?” Kim Jong Un asked.", "No one answered."),
    ("en", "“We are ready!” Gen. Paul Roe told reporters.", "He smiled."),
    ("en", "“We go on.", "We do not stop,” she said.", "So it was."),
    ("en", "“It is late.”", "“It is not.”"),
    ("en", "He told her: “Go home.”", "(She did.)", "[He did not.]"),
    ("en", "“We shall meet again.” — Ann Poe"),
    ("en", "“No.” - Joe Roe", ),
    ("en", "He said: ‘Never.’", "‘Never?’ she asked."),
    ("en", "“Was it the U.S.?” he said.", "It was."),
    # brackets
    ("en", "It is here.", "(See page 5.)", "It is there."),
    ("en", "He left (it was late).", "She stayed (she was tired!) and slept."),
    ("en", "The claim (?) stands.", "The reply (!) too."),
    # dots in a row
    ("en", "He waited… and left.", "She waited...", "Then she left."),
    ("en", "Wait . . . what is that?", "It is a dog."),
    ("en", "He stopped.[1]", "She went on. [12]", "They met. […]", "Later they parted."),
    # other marks
    ("en", "Is it true?!", "It is!!", "Good."),
    ("en", "Yahoo! said it would sell.", "Yahoo! News did not."),
    ("en", "There are three: one, two; and three.", "That is all."),
    ("en", "He won; she lost: it was 2:1.", "They left."),
    # datelines
    ("en", "SEOUL (Demo Wire) — The two sides met.", "They parted."),
    ("en", "PYONGYANG, North Korea — The party met on Dec. 29.", "It ended."),
    ("en", "WASHINGTON, D.C. — The Senate voted.", "It was close."),
    ("en", "LONDON, Jan. 5 (Demo Wire) - The bank waited.", "Rates stood."),
    # lists in a line
    ("en", "1. The first goes here.", "2. The second goes there."),
    ("en", "It ends here.", "• The next point."),
    # careless writing
    ("en", "i like that cat.", "it is very soft.", "do you like it?", "we all do."),
    ("en", "It is on the page.", "http://example.org/page has it."),
    ("en", "Was it over? he wondered.", "It was."),
    # a name after an acronym
    ("en", "Kim Jong Un met Trump in May.", "In June he left the U.S.", "Kim said that the talks were over."),
    ("en", "He said that Poe would come to the U.N.", "Poe was late."),
    ("en", "The Army was late.", "He joined the U.S. Army said the form he signed."),
    ("en", "They wrote to the U.S. Coast Guard said the note."),
    # small capitals in titles
    ("en", "They sang Back In the Old Days, and left.", "They played Live On the Road, which is long."),
    # other languages
    (
        "de",
        "Der Minister sprach am 3. Oktober 2024 in Berlin.",
        "„Wir bleiben“, sagte er, „z. B. bis zum 5. Mai.“",
        "Danach fuhr er ab.",
    ),
    (
        "de",
        "Nr. 5 ist lt. Gutachten sicher, d. h. sie bleibt offen.",
        "Das kostet 3,5 Mio. Euro bzw. 2,1 Mrd. Dollar.",
    ),
    ("de", "Die Firma Krug & Söhne GmbH & Co. KG zahlt nichts.", "Das teilte Dr. h. c. Anna Berg mit."),
    (
        "de",
        "Er wohnt in St. Gallen, u. a. wegen der Arbeit.",
        "„Warum nicht?“, fragte sie.",
        "„Es regnet!“, rief er.",
    ),
    ("de", "Im 20. Jahrhundert regierte Friedrich II. das Land.", "Ludwig XIV. König von Frankreich war er nicht."),
    (
        "de",
        "Um 14.30 Uhr begann die Sitzung, vgl. S. 12 und Abs. 3.",
        "Sie dauerte ca. 2 Std. und endete.",
        "Was nun?",
    ),
    ("de", "Die Grünen, die SPD usw. stimmten zu.", "»Das reicht«, sagte Meier.", "Prof. Dr. Weiß schwieg."),
    ("de", "Er kam am Sa., dem 1. Januar.", "Sie kam im Jan. 2024 oder im Feb."),
    ("fr", "M. Dupont est arrivé à 10 h 30, c.-à-d. en retard.", "« Nous verrons », a dit Mme Roy."),
    (
        "fr",
        "Le Dr Petit et le Pr. Blanc habitent au no 5, av. Foch.",
        "Ils sont, p. ex., voisins.",
        "Est-ce vrai ?",
        "Oui !",
    ),
    (
        "fr",
        "L’entreprise a gagné 3,5 millions d’euros, soit env. 2 % de plus.",
        "« Pourquoi ? » a-t-elle demandé.",
        "Personne n’a répondu.",
    ),
    ("fr", "Cf. p. 12 et art. 3 du code.", "J.-C. Martin et J. K. Roux sont partis…", "Ils reviendront."),
    ("fr", "Il y avait des pommes, des poires, etc.", "Le marché était plein.", "St. Louis et Mgr. Paul dorment."),
    ("es", "El Sr. Pérez y la Sra. Gómez viajaron a EE. UU. en enero.", "¿Por qué?", "Nadie lo sabe."),
    ("es", "EE. UU. y la UE firmaron el acuerdo.", "La pág. 12 y el art. 3 lo dicen, p. ej. en el núm. 5."),
    ("es", "«No cederemos», dijo el ministro.", "“Es tarde”, añadió.", "El precio subió un 3,5 % a 1.200 euros."),
    ("es", "Viajó a EE. UU.", "El presidente lo recibió."),
    ("es", "Dña. Ana y D. Luis viven en la Avda. de América.", "—No iré —dijo él—.", "¡Qué pena!"),
    ("ru", "В 1999 г. население составило 12 тыс. человек, т. е. на 3,5 % больше.", "Это много."),
    (
        "ru",
        "«Мы останемся», — сказал министр.",
        "Он живёт на ул. Ленина, д. 5, кв. 7.",
        "Школа им. Гоголя закрыта.",
    ),
    ("ru", "«Что дальше?» — спросил журналист.", "Ответа не было.", "А. П. Чехов и Л. Н. Толстой молчали."),
    (
        "ru",
        "Компания заработала 5 млн руб. и 3 млрд долл. за год.",
        "Это рекорд.",
        "В г. Москве и др. городах тихо, см. рис. 3.",
    ),
    ("ru", "Он родился в 1950 г.", "Сейчас ему 70 лет.", "Работали с 1990 по 1995 гг.", "Потом ушли."),
    (
        "uk",
        "Школа ім. Шевченка стоїть на вул. Франка, буд. 5.",
        "Її збудували в 1999 р. за 3,5 млн грн.",
        "Це багато.",
    ),
    (
        "uk",
        "«Ми залишимося», — сказав міністр.",
        "Т. Г. Шевченко народився в с. Моринці, тобто в селі.",
        "Чи це так?",
        "Так!",
    ),
    (
        "uk",
        "У 2020 р. населення становило 12 тис. осіб, тобто на 2 % більше.",
        "Проф. Коваль і акад. Бойко мовчали, див. рис. 2.",
    ),
    ("uk", "Він народився в 1950 р.", "Тепер йому 70 років.", "Це сталося в м. Львові та ін. містах."),
    ("uk", "“Що далі?” — запитав журналіст.", "Ніхто не відповів."),
    ("ko", "김 위원장은 “강하게 맞서겠다”고 말했다.", "물가는 3.5% 올랐다.", "왜 그랬을까?", "아무도 모른다!"),
    ("ko", "회의는 2024. 12. 27. 끝났다.", "참석자는 1,200명이었다."),
    ("ko", "“회의는 끝났다. 이제 돌아간다.”고 그는 말했다.", "기자들은 떠났다."),
    ("ko", "미국(U.S.)은 반대했다.", "유엔은 침묵했습니다.", "회담은 열리지 않아요."),
    ("ar", "قال الوزير: «لن نتراجع».", "هل انتهى الاجتماع؟", "نعم، انتهى."),
    ("ar", "وصل د. أحمد إلى القاهرة أمس.", "بلغت النسبة 3.5 في المئة، أي 1,200 شخص.", "غادر الجميع."),
    ("ar", "ولد عام 1950 م. وتوفي في 2001 م. في دمشق.", "كان أ. د. سالم صديقه."),
    ("ar", "«هل نعود؟» سأل الوزير.", "لم يجب أحد.", "ارتفع السعر بنسبة ٣٫٥٪ في عام ٢٠٢٤.", "هذا كثير!"),
    ("de", "Er kam am 3. Oktober, z. B. mit Dr. Meier.", "Es war der 2. Besuch im 19. Jahrhundert.", "Dann ging er."),
    ("de", "Es endete am 3.", "Der Rest folgte."),
    ("de", "„Wir gehen weiter.“", "Er ging bzw. lief.", "»Gut so!«", "Das sagte sie."),
    ("fr", "M. Dupont a dit : « Nous irons. »", "Mme Durand est partie.", "« Pourquoi ? » a demandé le ministre."),
    ("es", "El Sr. Ruiz llegó.", "¿Quién es?", "¡Nadie!", "La Dra. Gil no lo sabe."),
    ("it", "Il dott. Rossi parla.", "È tardi.", "Il sig. Bianchi tace."),
    ("pt", "O Sr. Silva falou.", "A Dra. Costa ouviu.", "É tarde."),
    ("nl", "Dhr. Jansen kwam om 5 uur, d.w.z. te laat.", "Mevr. De Vries niet."),
    ("ru", "А. С. Пушкин родился в Москве в 1799 г. и умер молодым.", "Он писал стихи, т. е. поэмы.", "Это всё."),
    ("el", "Τι είναι αυτό;", "Δεν ξέρω.", "Ίσως αύριο."),
    ("ko", "김 위원장은 “강하게 맞서겠다.”고 말했다.", "회의는 끝났다.", "다음 회의는 5.1절에 열린다."),
    ("hi", "यह पहला वाक्य है।", "यह दूसरा है।"),
    ("ar", "هل انتهى الاجتماع؟", "نعم انتهى.", "غادر الجميع."),
    ("ur", "یہ پہلا جملہ ہے۔", "یہ دوسرا ہے۔"),
    (
        "de",
        "Bundeskanzler a. D. Schmidt sprach am Mo., 12. Mai, um 9 Uhr.",
        "Ca. 300 Gäste kamen, darunter Prof. Dr. med. Weber.",
        "Die Abg. Müller fehlte.",
    ),
    (
        "de",
        "Laut Art. 5 Abs. 1 GG i. V. m. § 3 ist das erlaubt.",
        "Das gilt i. d. R. auch hier, s. u. im Text.",
    ),
    (
        "de",
        "Der FC St. Pauli gewann 2:1 gegen den 1. FC Köln.",
        "Es war das 3. Spiel der Saison.",
        "Der Trainer lobte alle.",
    ),
    (
        "de",
        "Der Umsatz stieg auf 1.234,56 Euro, d.h. um 3,4 Prozent.",
        "Das Unternehmen (gegr. 1890) sitzt in Frankfurt a. M. und in Halle a. d. Saale.",
    ),
    (
        "de",
        "Am 24. Dez. 2024 endete alles.",
        "Man traf sich in der Goethestr. 5 um 18 Uhr.",
        "Wer kam?",
        "Niemand.",
    ),
    (
        "fr",
        "Me Durand, avocat de l’accusé, a fait appel.",
        "Art. 12 al. 3 du code : « Nul n’est censé ignorer la loi. »",
        "Le tribunal a tranché.",
    ),
    (
        "fr",
        "L’O.N.U. et les États-Unis ont signé.",
        "En 2024, le P.I.B. a progressé de 1,1 %.",
        "C’est peu !",
    ),
    (
        "fr",
        "« Nous partirons demain.",
        "Personne ne restera », a-t-il dit.",
        "Ils sont partis.",
    ),
    (
        "fr",
        "Av. J.-C., Rome n’était rien.",
        "Ste-Marie et St-Jean sont deux villages.",
        "M. et Mme Petit y vivent.",
    ),
    (
        "es",
        "El art. 155 de la Constitución, cf. núm. 3, se aplicó en 2017.",
        "S. M. el Rey habló.",
        "Ud. lo sabe.",
    ),
    (
        "es",
        "—¿Vienes? —preguntó Ana.",
        "—No —dijo él.",
        "Ella se fue.",
    ),
    (
        "es",
        "La empresa Díaz S.A. ganó 2.500.000 euros.",
        "La Dra. Ruiz y los Sres. Gil no vinieron.",
        "¡Vaya!",
    ),
    (
        "es",
        "El presidente dijo: «Volveremos.»",
        "Nadie respondió.",
        "A las 5 p. m. cerró la sesión.",
    ),
    (
        "ru",
        "По словам А. В. Петрова, в 2023 г. вырос экспорт.",
        "Цена — 3,5 тыс. руб. за т.",
        "Это дорого?",
        "Нет!",
    ),
    (
        "ru",
        "Ул. Мира, д. 7, г. Тверь.",
        "Там живёт проф. Иванов и др. учёные.",
        "Они молчат.",
    ),
    (
        "ru",
        "Президент РФ заявил: «Мы готовы к переговорам».",
        "В МИД это подтвердили.",
        "Встреча пройдёт в янв. 2025 г.",
    ),
    (
        "ru",
        "«Кто это?» — спросил он.",
        "Никто не ответил…",
        "Тогда он ушёл.",
    ),
    (
        "uk",
        "За словами О. М. Коваля, у 2023 р. експорт зріс.",
        "Ціна — 3,5 тис. грн за т.",
        "Це дорого?",
        "Ні!",
    ),
    (
        "uk",
        "Пл. Ринок, буд. 1, м. Львів.",
        "Там працює акад. Мельник та ін. вчені.",
        "Вони мовчать.",
    ),
    (
        "uk",
        "«Хто це?» — спитав він.",
        "Ніхто не відповів…",
        "Тоді він пішов.",
    ),
    (
        "ko",
        "통계청은 10월 물가가 1.3% 올랐다고 밝혔다.",
        "전문가들은 “예상보다 낮다”고 했다.",
        "정말일까요?",
        "두고 봐야 합니다.",
    ),
    (
        "ko",
        "북한은 12월 29일 담화를 냈다.",
        "김여정 부부장은 “대화는 없다. 제재를 풀라.”고 요구했다.",
        "유엔은 답하지 않았다.",
    ),
    (
        "ar",
        "أعلن وزير الخارجية أ. محمد سليم أن المحادثات ستبدأ يوم 3 مايو.",
        "وأضاف: «نأمل في التوصل إلى اتفاق».",
        "هل سينجح ذلك؟",
        "لا أحد يعرف.",
    ),
    (
        "ar",
        "بلغ عدد القتلى 1.200 شخص، وفق ما ذكرته وكالة الأنباء.",
        "لم تعلق الحكومة...",
        "ثم ساد الصمت.",
    ),
    ("xx", "Mr. Kim went home.", "He slept."),
]  # fmt: skip

# Each row: a language and sentences that follow each other without a space.
GLUED = [
    ("en", "The match ended.", "The next began.", "“We won.”", "She smiled."),
    ("en", "He left in 2004.", "She stayed."),
    ("zh", "会议结束了。", "他说：“我们会继续。”", "谁知道？", "没有人！"),
    ("zh", "“我们会继续！”他说。", "会议结束了。"),
    ("ja", "会議は終わった。", "「行こう。」と彼は言った。", "本当か？", "「はい。」", "終わり。"),
    ("zh", "会议于3月5日结束。", "“我们会继续。”他说。", "增长率为3.5%。", "谁知道？", "没有人！", "（完）"),
    ("zh", "“会议结束了。我们回家吧。”", "他走了。"),
    ("zh", "「我們不會讓步。」部長說。", "會議結束了。"),
    ("ja", "会議は3月5日に終わった。", "「行こう。」", "彼は言った。", "成長率は3.5%だった。"),
    ("ja", "首相は「断固対応する。」と述べた。", "「なぜですか？」と記者は聞いた。", "答えはない……。", "終わり！"),
    ("ja", "株価は1万2,000円（前日比3.5％増）だった。", "『春』を読んだ。", "良かった。"),
    ("ja", "彼は「もう帰る。時間だ。」と言った。", "誰も答えなかった。"),
    ("ko", "회의가 끝났습니다.", "그는 “가자.”라고 말했다.", "모두 떠났어요."),
    ("zh", "他问道：“为什么？”", "没人回答。", "《人民日报》报道了此事。", "后来怎样？！", "不知道。"),
    (
        "zh",
        "他说：“我们不会退让。”",
        "会谈随后结束。",
        "GDP增长3.5%，达到1.2万亿元。",
        "U.S. Steel公司未予置评。",
    ),
    (
        "zh",
        "“你是谁？”他问。",
        "她没有回答。",
        "“我不知道。”她说，“真的不知道。”",
        "门关上了。",
    ),
    (
        "zh",
        "《纽约时报》说：“这是历史性的一刻！”",
        "很多人不同意。",
    ),
    (
        "ja",
        "岸田氏は「検討する」と述べた。",
        "野党は「遅すぎる！」と批判した。",
        "採決は12月3日午後1時30分に行われる。",
    ),
    (
        "ja",
        "なぜか？",
        "理由は3つある。",
        "（1）人手不足。",
        "（2）円安。",
    ),
    ("ko", "회의가 끝났다.", "그는 떠났다."),
]

# Whole sentences of which a naive rule makes several.
WHOLE = [
    "He sent the file Report.Docx and the page Index.Html to them.",
    "The St.Denis talks and Mr.Kim were late.",
    "They spoke of Booking.Com and System.Out.println today.",
    "The U.S. Army, the U.N. Command and the U.S. State Department agreed",
    "At 5 p.m. Monday the U.S. Capitol was closed",
]


def texts(text: str, language: str = "en") -> list[str]:
    """Return the sentences of a text as strings."""
    return [sentence.text for sentence in split(text, language)]


@pytest.mark.parametrize("row", APART, ids=lambda row: row[1][:40])
def test_sentences_of_a_paragraph(row: tuple[str, ...]) -> None:
    """Each sentence of a paragraph is found, neither more nor less."""
    assert texts(" ".join(row[1:]), row[0]) == list(row[1:])


@pytest.mark.parametrize("row", APART, ids=lambda row: row[1][:40])
def test_newlines_in_a_paragraph_are_white_space(row: tuple[str, ...]) -> None:
    """A paragraph with line ends between its words has the same sentences."""
    wrapped = [halves(sentence) for sentence in row[1:]]
    assert texts(" ".join(wrapped) + "\n", row[0]) == wrapped


def halves(sentence: str) -> str:
    """Return the sentence broken at the space nearest to its middle."""
    spaces = [i for i, sign in enumerate(sentence) if sign == " "]
    at = min(spaces, key=lambda i: abs(i - len(sentence) // 2), default=0)
    return f"{sentence[:at]}\n{sentence[at + 1 :]}" if at else sentence


@pytest.mark.parametrize("row", GLUED, ids=lambda row: row[1][:40])
def test_sentences_without_a_space_between(row: tuple[str, ...]) -> None:
    """Sentences are told apart where no space stands between them."""
    assert texts("".join(row[1:]), row[0]) == list(row[1:])


@pytest.mark.parametrize("sentence", WHOLE)
def test_sentence_that_looks_like_several(sentence: str) -> None:
    """Names, files and addresses with stops inside do not end a sentence."""
    assert texts(sentence) == [sentence]


@pytest.mark.parametrize("row", APART, ids=lambda row: row[1][:40])
def test_a_printed_sentence_is_one_sentence(row: tuple[str, ...]) -> None:
    """A sentence that stands alone on the page is found again as one."""
    for sentence in split(" ".join(row[1:]), row[0]):
        assert texts(sentence.text, row[0]) == [sentence.text]


WRAPPED = """The two sides met on Monday in the old town hall, where they spoke for
about three hours of trade, of fishing rights and of the ships that were
held in the spring. Neither side would say what was agreed. A second round
of talks is planned for June.

The minister said on Tuesday that he would not
travel before the vote."""

LINES = (
    "The two sides met on Monday in the old town hall, where they spoke for three hours of trade and of the ships "
    "that were held in the spring. Neither side would say what was agreed.\n"
    "A second round of talks is planned for June.\n"
    "“We are not in a hurry,” the minister said on Tuesday, when reporters asked him whether he would travel before "
    "the vote in the upper house.\n"
    "What comes next\n"
    "Fishing rights come first, then the ships, then the long list of small things that nobody has had time for in "
    "the last ten years of talks."
)


def test_wrapped_lines_do_not_break_sentences() -> None:
    """A text wrapped at a measure is cut at its blank lines and its stops only."""
    found = split(WRAPPED)
    assert len(found) == 4
    assert found[0].text.endswith("held in the spring.")
    assert found[-1].text == "The minister said on Tuesday that he would not\ntravel before the vote."
    numbers = document(Article("a", "", WRAPPED, "a.txt")).paragraphs
    assert numbers == (0, 0, 0, 1)


def test_a_long_line_among_wrapped_ones() -> None:
    """One line that could not be wrapped, such as an address, does not make paragraphs of the others."""
    address = "http://news.example/" + "a-long-way-to-go-" * 8
    block = WRAPPED.split("\n\n")[0].replace("\n", f" on page\n{address}\n", 1)
    assert len(split(block)) == 3


def test_lines_that_are_paragraphs() -> None:
    """Where each line is a paragraph a line end is a boundary, also after a heading without a stop."""
    found = document(Article("a", "", LINES, "a.txt"))
    assert found.sentences == split(LINES)
    assert [s.text[:12] for s in found.sentences] == [
        "The two side", "Neither side", "A second rou", "“We are not ", "What comes n", "Fishing righ"
    ]  # fmt: skip
    assert found.paragraphs == (0, 0, 1, 2, 3, 4)


def test_short_lines_that_each_end_are_paragraphs() -> None:
    """Short lines that all end with a stop are paragraphs; wrapped short lines are not."""
    assert document(Article("a", "", "He left.\nShe stayed.\nIt rained.", "a")).paragraphs == (0, 1, 2)
    assert texts("He left the\nold town. She\nstayed.") == ["He left the\nold town.", "She\nstayed."]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\r\r", "\n\n\n\n", "\u2029", "\n\u2028\n"])
def test_blank_lines_are_boundaries(gap: str) -> None:
    """A heading without a stop ends at the blank line, whatever the line ends are."""
    text = f"A plan for the north{gap}The plan is new and so\nis the map.{gap}"
    found = document(Article("a", "", text, "a"))
    assert [s.text for s in found.sentences] == ["A plan for the north", "The plan is new and so\nis the map."]
    assert found.paragraphs == (0, 1)


def test_lists_are_cut_at_their_bullets() -> None:
    """List items without stops do not run into one sentence."""
    assert texts("They asked for three things:\n- more time\n- more ships\n- a map of the bay") == [
        "They asked for three things:", "- more time", "- more ships", "- a map of the bay"
    ]  # fmt: skip
    assert texts("Two points:\n1. Time runs out\n2. Ships are slow") == [
        "Two points:", "1. Time runs out", "2. Ships are slow"
    ]  # fmt: skip
    wrapped = "He gave a long talk\n- too long - and then\nhe left."
    assert texts(wrapped) == [wrapped]


def test_heading_that_lost_its_line_end() -> None:
    """A caption that runs into the next sentence is told from it."""
    text = "Ann Poe of the river party In the eastern district, she won every street. Image: Joe Roe."
    assert texts(text)[:2] == ["Ann Poe of the river party", "In the eastern district, she won every street."]
    assert len(texts("They sang Man In the Mirror. He said that In the Heat was good.")) == 2


def test_nothing_to_split() -> None:
    """An empty text and white space have no sentences."""
    assert split("") == ()
    assert split(" \n\t\u3000 \n\n") == ()
    assert split("word") == split("word", "de_DE")


HOSTILE = [
    ".", "a", "“", '"', "'", ". ", "a.", "a. ", "A. ", "a.A", "a.”", ".\n", "\n", "\n\n", " ", "U.S. ", "! ",
    "?!", "。", "「", "」。", "[1]", ". [1]", "a.[1]", "...", ". . ", "… ", "(", ")", "- ", "\n- a", "1. ", "In the ",
    "a In the ", "Image: A", "a On the b, ", "A said! ", "“A!” B ", "Mr. ", "http://a.B/", "\ud800", "\x00",
    "\u2028", "\u200b", "\u0301", "😀", "가.", "Aa ", "\r", "\r\n", ";", 'a."A', ".» ", "\u00a0", ".\xa0",
]  # fmt: skip


def check_promises(text: str, language: str = "en") -> None:
    """Hold the sentences of a text against what split promises."""
    found = split(text, language)
    at = 0
    for sentence in found:
        assert at <= sentence.start < sentence.end
        assert not text[at : sentence.start].strip()
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.text == sentence.text.strip()
        at = sentence.end
    assert not text[at:].strip()
    paragraphs = document(Article("a", "", text, "a", language=language, sha256="0")).paragraphs
    assert len(paragraphs) == len(found)
    assert all(0 <= after - before <= 1 for before, after in pairwise(paragraphs))


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """A long text of one piece over and over keeps the promises, and twice as much takes about twice as long."""

    check_promises(piece * (2_000 // len(piece)))
    # Eight short texts hold as much as one long one; were the work quadratic, the long one would take eight times as
    # long. A busy machine slows some rounds down, never five in a row and always the same side.
    assert any(growth(piece, 20_000, 8) < 4 for _ in range(5))


def growth(piece: str, size: int, times: int) -> float:
    """Return how much longer one text takes than several short ones that hold as much."""
    short, long = piece * (size // len(piece)), piece * (times * size // len(piece))
    start = time.process_time()
    for _ in range(times):
        split(short)
    middle = time.process_time()
    split(long)
    return (time.process_time() - middle) / max(middle - start, 1e-6)


@pytest.mark.parametrize("piece", [".", "a", '"', "a. ", "a.A", "“A!” B ", "\n"], ids=repr)
def test_a_million_characters_take_less_than_a_second(piece: str) -> None:
    """A text of a megabyte is split at once, whatever is in it."""
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    split(text)
    assert time.process_time() - start < (1.0 if piece in '.a"\n' else 4.0)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "de", "el", "ko", "zh", "uk", "ar", "ja", "xx", "", "pt-BR"]))
def test_any_text_keeps_the_promises(text: str, language: str) -> None:
    """Every character that is not white space is in one sentence, verbatim and in order."""
    check_promises(text, language)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, "word", "Word", "the", "The", "said", " ", "\n\n", "x"]), max_size=60))
def test_any_mixture_keeps_the_promises(pieces: list[str]) -> None:
    """Marks, breaks and words in any order keep the promises."""
    check_promises("".join(pieces))
