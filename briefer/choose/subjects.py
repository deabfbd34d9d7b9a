"""Words that go with the common subjects of news, written by hand: data only.

A section that names a subject in its title or its line of description (``asks``) also wants sentences with the
words in ``words``. Every entry is the beginning of a word; a full stop at its end makes it the whole word, a plus
sign at its end counts it double. A subject fires for a section only; it never chooses for the brief as a whole.
"""

from __future__ import annotations

# subject: (what asks for it, what goes with it)
SUBJECTS: dict[str, tuple[str, str]] = {
    "military": (
        "militar defen army arms armed troop war. weapon missile drill operation. operations. attack fight combat battle",
        "militar+ troop++ soldier++ army+ armed arms. arsenal weapon+ missile+ rocket+ nuclear warhead drill+ exercis+ airstrike++ strike bomb+ shell+ artillery+ tank. tanks. "
        "jet. jets. drone+ warplane aircraft warship navy naval fleet marine. marines. base. bases. deploy+ offensive+ battle+ fight+ combat front. frontline militant+ rebel+ insurgent+ fighter+ "
        "militia+ guerrilla casualt+ killed wounded injured captur+ seiz+ siege assault+ raid+ attack+ invasion+ invade+ troops ambush explosi+ blast gunmen war. battlefield munition+ ammunition+ equipment "
        "buildup build-up test-fire launch ballistic enrich centrifug defen airbase checkpoint ceasefire cease-fire truce pentagon commander+ brigade+ battalion+ convoy+ advance. advanced. retreat forces+",
    ),
    "diplomacy": (
        "diplom sanction negotiat summit talks. treat envoy united. embass peace foreign. relations",
        "diplom++ sanction++ negotiat++ summit++ talks++ treaty++ accord+ agreement+ deal. deals. pact+ resolution+ veto++ u.n. nations. security. council envoy+ ambassador+ embass+ "
        "framework ceasefire truce peace+ mediat+ bilateral relation+ ties. recogni+ embargo+ restriction+ asset freez+ foreign. delegat+ inspector+ inspect+ iaea compliance violat+ deadline "
        "concession+ compromis+ normaliz+ rapprochement isolation international+ block. blocked. p5+1 signator+ verification visit. hostilit+ diplomat+ meeting. met. hosted",
    ),
    "statements": (
        "statement say says said leader minister spokes vow promise declar propos position opinion word",
        "vow+ pledg+ threaten+ declar+ announc+ insist+ denied+ deny+ denies+ claim+ accus+ warn+ urg+ condemn+ denounc+ reject+ reiterat+ affirm+ said says. told statement+ "
        "speech+ address. remark+ interview+ spokes+ called. calls. promis+ order. ordered. demand+ emphasi+ stress. stressed. label+ criticiz+ criticis+ prais+ tweet+ letter. wrote",
    ),
    "charges": (
        "charge verdict sentenc. sentence. sentences. plea appeal court. trial judg prosecut convict indict lawsuit",
        "charged++ charg+ verdict++ guilty++ acquit++ convict++ sentenc++ plead++ plea. pleas. appeal+ indict++ arraign++ schedul+ postpon+ bail+ bond. jury+ juror+ judge. trial+ hearing+ prison. jailed.++ jail+ "
        "parole+ probation felony+ misdemeanor+ manslaughter+ counts. count. death. penalty+ fine. fined.++ repay+ banned.+ custody+ detained+ arrest+ extradit+ lawsuit sued. suing overturn+ retrial+ upheld+ "
        "ruling+ ruled+ court supreme magistrate+ tribunal convicted acquitted dismissed filed. accused+ faces. faced. remand+ sentenced adjourn+ execution+ first-degree second-degree life. years",
    ),
    "evidence": (
        "evidence testimon witness alleg prov fact. facts. investigat forensic",
        "testif++ testimon++ evidence++ witness++ alleg+ prosecutor+ detective+ investigator+ police dna+ forensic+ autopsy+ coroner+ fingerprint+ footage+ video+ surveillance+ camera. recording+ document+ "
        "text. texts. email+ messag+ confess+ admitted+ shot+ shoot+ stabb+ beat+ beaten+ strangl+ kill+ murder+ weapon+ knife+ gun. gunshot+ bullet+ blood+ body. bodies. victim+ scene+ found+ search+ "
        "affidavit+ complaint+ motive+ plot+ alibi+ exhibit jurors. court. claim saw. seen. told described+ drove. fled+ robb+ assault+ rape+ sexual+ drugs abuse+ tase+ punch+ apartment house. car. night",
    ),
    "reactions": (
        "react famil respon public. institution outrage protest mourn critic",
        "react+ famil+ father+ mother+ parent+ brother+ sister+ wife. husband+ son. daughter+ relative+ lawyer+ attorney+ statement+ relief+ relieved+ grief+ griev+ mourn+ tribut+ vigil+ protest+ outrag+ "
        "anger+ angry+ shock+ apolog+ condemn+ prais+ welcom+ critic+ disappoint+ grateful+ thank+ joy. happy. sad. support+ justice+ believe+ innocen+ campaign+ community feel. feels. felt. hope. hopes. "
        "called. spokes+ petition+ forgiv+ sympath+ sorry. devastat+ unfair+ president governor mayor",
    ),
    "disaster": (
        "disaster happen event storm quake flood damage. casualt accident outbreak epidemic crash fire.",
        "storm+ tornado+ twister+ hurricane+ typhoon+ cyclone+ earthquake+ quake+ magnitude+ epicent+ aftershock+ tsunami+ flood+ landslide+ mudslide+ avalanche+ wildfire+ blaze+ fire. fires. eruption+ erupt+ volcan+ "
        "struck+ hit+ killed+ dead+ died+ death+ toll+ injur+ missing+ destroy+ damag+ collaps+ flatten+ devastat+ wreck+ homes. houses. buildings. power outage+ outbreak+ epidemic+ infect+ case. cases+ increase+ virus+ "
        "disease+ ebola+ flu. cholera+ measles+ sick+ symptom+ contract+ expos+ spread+ confirmed tested. patients crash+ derail+ explo+ wind. winds. rain+ snow+ drought+ ash. miles kilometers strong swept ravag+ debris+ trapp+",
    ),
    "response": (
        "response respond aid. relief rescu treat evacuat measure recover help vaccin emergency",
        "rescu++ evacuat++ aid. relief++ help+ emergency+ crew+ team. teams. volunteer+ red. cross+ shelter+ supplies+ supply+ water. food. tent+ medic+ hospital+ treat++ doctor+ nurse+ vaccin++ drug. quarantin++ isolat+ monitor+ "
        "fund+ donat+ million+ billion+ money+ declared+ deploy+ helicopter+ search+ clear+ clean+ cleanup+ rebuild+ repair+ restor+ recover+ agency+ authorit+ governor+ measure+ precaution+ "
        "program+ cull+ euthan+ screen+ protect+ response+ respond+ assist+ deliver+ provid+ reopen+ close. closed. cancel+ troops. fema+ cdc. unicef+ msf. transported admitted discharged released flown",
    ),
    "outlook": (
        "warn outlook forecast risk advi predict expect prospect next. future",
        "warn++ forecast++ expect++ predict++ risk++ likely++ unlikely++ could++ may. might++ would will. next. coming+ advis++ urg+ alert++ watch. threat+ danger+ prepar+ possib+ potential++ continu+ further+ fear+ concern+ worsen+ "
        "remain+ chance+ outlook+ tonight tomorrow weekend later. season+ future+ prospect+ project+ estimat+ plan. plans. caution+ should. avoid+ recommend+ until. long-term",
    ),
    "elections": (
        "elect vot poll candidat ballot campaign turnout party parties",
        "elect+ vot+ ballot+ candidat+ campaign+ poll. polls. polling+ primar+ caucus+ nominat+ nominee+ runoff+ turnout+ party. parties. democrat+ republican+ conservative+ labour. senat+ congress+ parliament+ president+ "
        "constituen+ seat. seats. coalition+ incumbent+ challenger+ debate+ endors+ referendum+",
    ),
    "polls": (
        "poll number money fund donat figure survey statistic",
        "poll+ survey+ percent+ per. cent. % point. points. margin+ lead. leads. leading. trail+ ahead. behind. majorit+ support+ approval+ favor+ rais+ fund+ donat+ donor+ million+ billion+ spend+ spent+ ad. ads. advert+ pac. "
        "money+ budget+ dollar+ figure+ number+ average+ rating+ among. quarter. third. half.",
    ),
    "rules": (
        "rule process procedure date. dates. law legal regulat ballot court turnout arrangement",
        "rule. rules. ruling+ law. laws. legal+ court+ judge+ deadline+ register+ registr+ file. filed. filing+ ballot+ date. schedul+ constitution+ commission+ official+ certif+ recount+ count. counted. voting+ polling+ station+ "
        "procedur+ amend+ bill. legislat+ eligib+ require+ law. identification observer+ term. terms. limit+ district+ debate. convention+ delegate+ threshold+ turnout+ primar+ caucus+ held. runoff",
    ),
    "positions": (
        "position statement endors propos promise pledge polic views",
        "said says. told promis+ pledg+ propos+ vow+ oppos+ support+ endors+ call. called. calls. argu+ believ+ attack+ criticiz+ criticis+ accus+ polic+ plan. plans. tax+ immigra+ health+ abortion+ econom+ position+ stance+ "
        "speech+ debate+ announc+ urg+ defend+ reject+ want. wants. agenda+ favor. views. insist+ warn+ rall+",
    ),
    "economy": (
        "econom trade. inflation market. markets. financ growth job. jobs. price. prices. bank budget tax business compan industr",
        "econom+ trade+ tariff+ inflation+ market+ stock+ share. shares. investor+ invest+ financ+ growth+ gdp+ recession+ job. jobs. unemploy+ employ+ wage+ price+ cost. costs. bank+ interest rate. rates. budget+ deficit+ debt+ "
        "tax+ revenue+ profit+ loss. losses. earning+ sales+ export+ import+ currency+ dollar+ euro. yuan+ yen. pound. bond. bonds. billion+ million+ percent+ quarter+ compan+ firm. firms. industr+ manufactur+ factor+ merger+ acqui+ deal. ceo+",
    ),
    "companies": (
        "compan takeover merger business firm. firms",
        "compan+ firm. firms. profit++ loss. losses. sales+ revenue+ earning+ chief. executive+ ceo. takeover++ merg++ acqui++ bid. bids. buy. buying. bought. stake+ deal. deals. contract+ launch+ product+ factor+ plant. staff+ "
        "customers+ rival+ retailer+ airline+ carmaker+ maker. bankrupt++ restructur+ shareholder+ board. owner+ subsidiary+ unit. brand+ sued. group. joint. venture. job. jobs. management+",
    ),
    "markets": (
        "market share. shares currenc price inflation growth",
        "index+ stock+ share. shares+ dollar+ euro. euros. yen. pound. oil. barrel+ gold. copper price+ inflation++ growth+ grew. gdp++ unemploy++ econom+ quarter+ percent+ export+ import. imports+ deficit+ surplus rose. fell. rise. rises. "
        "slump+ analyst+ trader+ trading. currenc++ recession++ output+ figures+ demand+ consumer+ spending+ barrels.",
    ),
    "regulation": (
        "regulat policy policies government. central",
        "government+ minister+ regulat++ commission+ watchdog++ ruling+ ruled. court+ law. laws. bill. tax. taxes. budget+ central. rate. rates. interest+ reserve+ fed. treasur+ chancellor+ approv+ ban. bans. banned. fine. fines. fined. "
        "investigat+ antitrust++ competition+ licen+ subsid+ rules+ congress+ senat+ visa+ debt. plan. plans. reform+ deadline",
    ),
    "health": (
        "health medic disease hospital patient vaccin drug. drugs. virus",
        "health+ medic+ disease+ hospital+ patient+ doctor+ nurse+ vaccin+ drug+ virus+ infect+ outbreak+ treat+ trial+ symptom+ cancer+ diabet+ heart. mental surg+ therap+ clinic+ study+ research+ risk+ obes+ diet+ death+ who. cdc.",
    ),
    "climate": (
        "climat environment energ emission weather carbon renewabl",
        "climat+ environment+ emission+ carbon+ warming+ temperature+ energ+ oil. gas. coal+ solar+ wind. renewabl+ nuclear+ pollut+ drought+ flood+ wildfire+ forest+ species+ ocean+ ice. sea. power+ fuel+ grid+ electric+ pipeline+",
    ),
    "technology": (
        "technolog cyber digital software internet data. ai. science space",
        "technolog+ cyber+ hack+ software+ internet+ data+ digital+ comput+ app. apps. online+ ai. artificial+ robot+ chip+ semiconductor+ platform+ google+ apple+ microsoft+ facebook+ privacy+ breach+ network+ satellit+ space+ rocket+ nasa+ research+ scientist+",
    ),
    "migration": (
        "migra refugee border asylum immigra humanitarian",
        "migra+ refugee+ border+ asylum+ immigra+ deport+ visa+ camp. camps. boat+ smuggl+ traffick+ displac+ humanitarian+ crossing+ coast+ rescue+ resettl+ undocumented+ citizenship+",
    ),
    "politics": (
        "politic government parliament cabinet legislat domestic. reform",
        "government+ parliament+ cabinet+ minister+ president+ senat+ congress+ lawmaker+ bill. legislat+ reform+ coalition+ opposition+ party. parties. resign+ appoint+ vote+ polic+ protest+ demonstrat+ constitution+ rally+ mayor+ governor+",
    ),
    "rights": (
        "rights. abuse freedom prison human. civil. justice",
        "rights+ abuse+ tortur+ freedom+ detain+ detention+ prison+ censor+ journalist+ activist+ protest+ discriminat+ equal+ minority+ execut+ dissident+ repress+ crackdown+ justice+",
    ),
    "sport": (
        "sport football match. team. league cup. olympic cricket tennis",
        "match+ goal+ team+ league+ cup. win. won. beat+ score+ player+ coach+ manager+ season+ club+ championship+ tournament+ race. medal+ injur+ transfer+ final. finals. striker+ wicket+",
    ),
}

# What a section's title or line says when it asks for a subject of meaning.bin, written like the entries above. The
# table itself reads the line as a whole; single words such as "cases" or "treatment" are too little for it alone.
ASKS: dict[str, str] = {
    "arrest": "arrest police investigat manhunt suspect. suspects charge crimin",
    "art": "art. arts cultur museum paint fashion design architect",
    "biography": "biograph profile. obituar",
    "campaigning": "campaign strateg. horse-race contest candidat fundrais",
    "charges": "charge verdict sentenc plea pleas appeal convict indict trial. trials judg lawsuit",
    "climate": "climat environment emission pollut nature wildlife",
    "companies": "compan business firm. firms profit earning industr corporat product bankrupt",
    "crime": "crime criminal. police arrest gang drug-traffick corrupt fraud prison",
    "cyber": "cyber hack privacy surveill espionage breach",
    "deals": "takeover merger acqui stake. stakes buyout deals",
    "diplomacy": "diplom sanction negotiat summit talks. treaty treaties envoy embass peace. relations",
    "doping": "doping disciplin ban. bans suspension match-fix",
    "education": "educat school universit student teach",
    "energy": "energ oil gas. power electric nuclear-power fuel renewabl",
    "entertainment": "entertain film music celebrit television culture art. arts cinema royal",
    "event": "disaster event. happened storm quake earthquake flood. floods damage. accident crash wildfire fires. eruption",
    "evidence": "evidence testimon witness forensic alleged facts. investigat",
    "food": "food cook restaurant recipe",
    "growth": "growth inflation price. prices output gdp recession house-price econom",
    "health-policy": "health health-care insur public-health hospital. hospitals ministr-of-health",
    "history": "histor anniversar",
    "human-interest": "human-interest oddit",
    "jobs": "job. jobs employ unemploy wage labour labor strike. worker",
    "leadership": "leader minister president head. heads. government-spokes",
    "markets": "market. markets share. shares stock. stocks currenc bond. bonds commodit oil. traders",
    "media": "media press. journalis broadcast",
    "medical-research": "medical. medicine research. study. studies trial. trials clinical vaccin drug. drugs science",
    "migration": "migra refugee border asylum immigra arriv crossing displac deport",
    "military": "militar troop war. weapon missile arms. army attack conflict combat battle casualties drill operations. defence defense ceasefire terror",
    "outbreaks": "outbreak infection epidemic disease. diseases virus case. cases spread.",
    "outlook": "warn outlook forecast risk predict prospect",
    "policy-money": "central. bank. banks budget tax. taxes fiscal monetar interest deficit debt treasur",
    "politics": "politic government parliament cabinet legislat reform law. laws congress part. parties",
    "polls": "poll. polls donat survey fundrais fund-rais delegate votes",
    "positions": "position candidate propos promis pledg endors debate. part. parties",
    "reactions": "react famil respon-public outrage protest mourn critic lawyers public.",
    "regulation": "regulat antitrust competition watchdog",
    "religion": "religi church faith pope islam",
    "response": "response rescu relief aid. evacuat recover emergency quarantin",
    "rights": "rights abuse freedom discriminat repress",
    "rules": "rule. rules process procedure ballot. ballots turnout election. elections primar referend",
    "science": "scien space research. discover astronom",
    "sport": "sport football match. matches result. results tournament league olympic player team. teams club. clubs transfer",
    "technology": "technolog digital software internet robot artificial device gadget",
    "trade": "trade. tariff export import",
    "transport": "transport aviation airline rail. road. roads traffic",
    "travel": "travel touris holiday destination",
    "treatment": "treatment surg care. therap patient drug. drugs medicine",
    "wellbeing": "wellbeing well-being fitness diet. lifestyle advice nutrition",
}
