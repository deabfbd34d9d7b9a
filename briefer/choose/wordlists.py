"""Words by what they do in an English sentence: looked up by token, never matched by a pattern.

Long alternations in regular expressions cost milliseconds at import; sets of words cost nothing.
"""

from __future__ import annotations

BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
AUXILIARY = BE | frozenset(
    "has have had will would can could may might must shall should do does did hasn't haven't hadn't won't wouldn't can't couldn't don't doesn't didn't".split()
)
VERBS = frozenset(
    "said says say told tells added began begins became becomes came comes gave gives got gets went goes made makes took takes took found finds left leaves held holds hit hits "
    "led leads lost won wins met meets put puts ran runs sat saw sees sent sends set sets shot shows show showed spent spoke stood struck rose fell grew kept knew meant means paid "
    "read thought wrote writes broke brought built bought caught chose drew drove fought flew hid hurt let lay lies rang seem seems seemed need needs want wants remain remains appear appears "
    "sank fled sold threw stole shook tore wore swept taught sought blew dealt flung forgot froze slept slid swore wept woke arose withdrew overthrew overtook undertook shrank bore crept spun "
    "include includes look looks also never still now just then only even already ever always often not allegedly reportedly later soon already".split()
)
FUNCTION = frozenset(
    "of who whom that which whose where when while in at on for from with against between to into onto over about behind near under since as than during among amid through throughout "
    "across along around after before until without within by per and or but nor if because so though although like unlike the a an this these those his her its their our my your he she it they we i you "
    "up down out off back away ahead there here too either both all not no".split()
)
BREAKS = FUNCTION | AUXILIARY | VERBS
# What follows a definite noun and says which one is meant.
GROUNDS = frozenset("of who whom that which whose where when between about against involving containing known called named than surrounding".split())
MAYBE_GROUNDS = frozenset("in at on for from with to into over behind near under since as during among across along around within by like after before".split())
ORDER = frozenset(
    "first second third fourth fifth sixth last latest only next same former current new so-called main rest usual very right wrong final previous past late early "
    "late-night own entire whole general vast".split()
)
# There is one of each, or the words say enough by themselves.
WORLD = frozenset(
    "world earth globe planet sun moon sky sea ocean air internet web public media press economy future past present time way fact rest end beginning start middle day days week weeks weekend month "
    "months year years decade century season summer winter spring autumn fall morning afternoon evening night midnight hour hours moment era war-torn north south east west northeast northwest southeast "
    "southwest northern southern eastern western middle-east left right top bottom back front side ground road streets roads poor rich elderly young old dead wounded living homeless majority minority "
    "number amount level rate idea possibility chance risk need right rights ability lack kind sort type likes united u.s us uk eu un u.n e.u nfl nba fbi cia bible koran quran law market markets "
    "environment climate weather universe heart mind body face head eyes hands life lives death truth reality job work lot point case-by-case aftermath wake midst face sake "
    "community public's world's nation's country's general whole same other others more most least less better worse best worst".split()
) - frozenset("body death".split())
PERSONAL = frozenset(
    "forward winger keeper playmaker skipper finalist businesswoman man woman boy girl suspect suspects victim victims father mother son daughter brother sister parents couple pair duo trio teenager teen student judge lawyer "
    "lawyers attorney prosecutor officer officers soldier soldiers minister spokesman spokeswoman spokesperson author singer actor actress player patient child children baby "
    "driver pilot passenger passengers defendant teacher doctor nurse owner men women girls boys official officials leader leaders chief director "
    "senator congressman governor mayor ambassador envoy commander general captain sergeant candidate professor chairman "
    "executive founder militants rebels fighters gunman gunmen attackers attacker assailant killer hostages militant rebel "
    "hostage prisoner detainee detainees witness jurors family relatives veteran star comedian producer host presenter mogul rapper husband wife widow reporter journalist "
    "diplomat diplomats critic critics coach champion striker midfielder defender goalkeeper manager boss youngster toddler infant youth youths employee employees worker workers resident residents native "
    "activist activists protesters demonstrators survivor survivors migrant migrants refugee refugees tourists student students pupils pupil teens scientist researcher researchers scientists expert "
    "mother-of-two mother-of-three father-of-two father-of-three mother-to-be grandmother grandfather politician lawmaker lawmakers spokesmen businessman millionaire billionaire designer model artist "
    "musician band director chef priest bishop pastor terrorist terrorists extremists insurgents jihadis jihadists thief thieves robber burglar inmate inmates convict fugitive shooter sniper bomber "
    "bombers hijackers pirates crew aviator astronaut astronauts athlete runner boxer golfer cyclist".split()
)
ANONYMOUS = frozenset("official officials source sources spokesman spokeswoman spokesperson diplomat diplomats aide aides adviser lawmaker lawmakers witness witnesses statement report newspaper paper agency".split())
PERFORMERS = frozenset("rapper singer actor actress model comedian musician rocker presenter host star author designer director artist".split())
NO_AGENT = frozenset(
    "number order letter paper water power river border summer winter weather tower center offer matter computer newspaper theater member chapter quarter factor error color tumor floor door corridor motor mirror sector tractor "
    "reactor list twist other never over under after layer layers danger anger hunger character cover letter slaughter laughter monster sister minister disaster master cluster filter shelter helicopter chamber timber cancer "
    "dinner banner corner tanker freighter carrier cruiser destroyer bomber fighter server router printer scanner transfer chapter career tier pier barrier harbor labor humor honor odor vapor terror horror flavor favor behavior "
    "interior exterior superior transistor tremor vector elevator escalator generator monitor container trailer feather leather brother murder order gender tender thunder wonder shoulder ladder folder".split()
)
RESIDENT = frozenset("resident residents native man woman boy girl mother father couple teenager teen student mother-of-two mother-of-three father-of-two grandmother grandfather duo pair youngster toddler".split())
DEMONYMS = frozenset(
    "swede dane finn pole scot spaniard turk briton frenchman frenchwoman englishman irishman welshman scotsman dutchman norwegian argentine argentinian brazilian italian german belgian portuguese uruguayan chilean colombian mexican "
    "croatian croat serb serbian swiss russian ukrainian american australian canadian austrian hungarian romanian bulgarian egyptian nigerian ghanaian kenyan ivorian senegalese cameroonian algerian moroccan tunisian iranian "
    "iraqi israeli indian pakistani korean japanese chinese texan californian floridian londoner scouser geordie".split()
)
BODY = frozenset(
    "group company firm organization organisation agency team club side party movement network bank store shop restaurant union federation institute foundation charity coalition alliance "
    "department office committee commission board panel council court university school hospital airline newspaper magazine channel station broadcaster outlet retailer supermarket chain brand "
    "giant app site website publication parliament senate regime government ministry administration military army navy".split()
)
SITE = frozenset(
    "city town village country nation island area region province state county district neighborhood neighbourhood suburb capital site scene resort territory peninsula archipelago kingdom republic continent".split()
)
# At the head of a sentence these take up what was just told, even where the word itself is new.
POINTING = frozenset(
    "group company firm organization organisation agency team claim claims move decision announcement visit comments comment remarks deal incident incidents attack attacks news gains gain ruling statement statements result "
    "results findings finding idea warning plan proposal trip event events situation development developments revelation revelations allegations allegation accusation accusations theory answer question reason explanation "
    "problem solution difference reaction response controversy row scandal tragedy crash accident explosion blast shooting killing killings murder study survey report video footage clip image images photo photos picture pictures "
    "letter email post tweet message note item items show episode film movie game match win victory defeat loss draw goal result sides two three four pair duo trio latter former rest others".split()
)
# What was said or done before, when a sentence takes it up as "the warning", "the claims", wherever it stands.
TAKEN_UP = frozenset(
    "claim comment remark announcement warning allegation accusation declaration discovery revelation decision move proposal suggestion assertion admission apology rebuke outburst insult gesture criticism prediction condemnation "
    "incident confrontation altercation ordeal killing murder stabbing assault accident crash collision wreck mishap blunder tragedy shot clip photo photograph footage".split()
)
EVENTS = frozenset("incident confrontation altercation ordeal killing murder stabbing assault accident crash collision wreck mishap tragedy".split())
PARTS = frozenset("top part parts members residents copies details most much some images pictures photos news word".split())
# One person among several: a name earlier in the sentence need not be theirs.
ANYONE = frozenset(
    "man woman boy girl suspect victim gunman attacker assailant killer shooter driver motorist biker cyclist passenger pilot soldier teenager teen youth youngster student pupil patient sponsor child baby toddler intruder burglar robber thief "
    "toddler gunmen attackers killers suspects victims hostages "
    "pedestrian pensioner tourist hostage prisoner inmate witness".split()
)
NATIONAL = DEMONYMS | frozenset("british french english irish welsh scottish spanish dutch danish swedish finnish polish turkish greek czech portuguese israeli saudi syrian jordanian lebanese afghan somali yemeni libyan palestinian".split())
# Those who act together: "The troops crossed" says nothing of whose they are.
TROOPS = frozenset("troops forces servicemen marines sailors airmen men women firefighters rescuers medics divers jets planes ships helicopters".split())
# After "the man" these say which one.
KNOWN_BY = frozenset("accused suspected charged arrested believed convicted identified described involved killed injured shot wanted thought alleged named responsible behind".split())
QUANTITIES = frozenset("number amount level rate idea possibility chance risk need figure total".split())
TO_DO = frozenset("shame pity mistake idea crime duty job honor honour privilege relief challenge right way time pleasure".split())
CREEDS = frozenset("shiite shia sunni islamist islamic muslim christian jewish hindu buddhist kurdish arab tuareg".split())
BANDS = frozenset("group movement militia organisation organization sect network rebels militants insurgents fighters".split())
OFFICERS = frozenset("attorney prosecutor judge officer official lawyer spokesman spokeswoman spokesperson detective sheriff police".split())
# A name that ends or begins so is of a body, never of a country.
BODIES = frozenset("fund bank council committee commission agency ministry department union union's association party court police university".split())
# What a picture shows: "this tree" is none of the text's.
SEEN = frozenset("tree car house home building road street bridge van bus boat photo photograph picture image map graphic chart video footage".split())
HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
THEY = frozenset("they them their theirs themselves".split())
IT = frozenset("it its itself".split())
FIRST_PERSON = frozenset("i me my we us our ours i'm i've i'd i'll we're we've we'd we'll".split())
PRONOUNS = HE | SHE | THEY | IT | FIRST_PERSON | frozenset("you your yours".split())
MEN = frozenset("man boy father son brother husband king prince actor grandfather uncle nephew gentleman businessman spokesman chairman congressman gunman fisherman policeman sir lord mr father-of-two father-of-three boyfriend widower waiter".split())
WOMEN = frozenset("woman girl mother daughter sister wife queen princess actress grandmother aunt niece lady businesswoman spokeswoman chairwoman congresswoman policewoman dame mrs ms miss mother-of-two mother-of-three girlfriend widow waitress".split())
PEOPLE = (
    PERSONAL
    - frozenset(
        "lawyers officers men women girls boys officials leaders militants rebels fighters gunmen attackers hostages detainees jurors family relatives diplomats critics parents couple pair duo trio suspects victims children "
        "soldiers passengers youths employees workers residents activists protesters demonstrators survivors migrants refugees tourists students pupils teens researchers scientists lawmakers terrorists extremists insurgents jihadis jihadists "
        "thieves inmates bombers hijackers pirates crew astronauts band".split()
    )
) | MEN | WOMEN | frozenset(
    "person somebody someone anyone everybody everyone nobody member counterpart colleague friend neighbor neighbour uncle aunt cousin guard citizen president premier chancellor king queen prince "
    "princess pope statesman analyst farmer fisherman agent partner voter user client customer lecturer graduate officer-in-charge sheriff constable detective inspector whoever".split()
)
MASS = frozenset("police people men women children authorities government team family group company crew staff army troops forces public media couple isis hamas hezbollah congress parliament".split())
TIMES = frozenset(
    "week weeks month months year years morning afternoon evening weekend summer spring fall autumn winter time season century decade past coming day days "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "night moment stage point quarter term hour generation christmas easter ramadan".split()
)
UNITS = frozenset("second seconds minute minutes moment moments hour hours day days week weeks month months year years night morning evening afternoon decade decades".split())
NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())
AMOUNTS = NUMBERS | frozenset("several some many most few all both each another others other none neither either half dozens hundreds".split())
FEMALE = frozenset(
    "kari marit ines birgit ursula heike sabine monika petra ingeborg astrid freya linnea elin maja lena katja anja tanja silvia paola francesca giulia chiara valentina camila lucia pilar dolores mercedes beatriz ines ana marta joana "
    "helena eva zuzana katarina jelena milena ivana oksana lyudmila ludmila galina tatyana yelena ekaterina anastasia daria maryam zahra noor amina khadija layla samira rania hala nadia yasmine shirin soraya parvati lakshmi "
    "sunita anjali kavita pooja meera mei xiaoyan yuki akiko naomi keiko philippa pippa alena kirsty gemma kerry-ann bethany harriet imogen poppy daisy holly phoebe florence matilda eliza martina kendra latoya tamika aaliyah "
    "mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen betty helen sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica shirley cynthia angela melissa "
    "brenda amy anna rebecca virginia kathleen pamela martha debra amanda stephanie carolyn christine marie janet catherine frances ann anne joyce diane alice julie heather teresa doris gloria evelyn jean cheryl mildred katherine "
    "joan ashley judith rose janice kelly nicole judy christina kathy theresa beverly denise tammy irene jane lori rachel marilyn andrea kathryn louise sara jacqueline wanda bonnie julia ruby lois tina phyllis norma paula diana annie lillian "
    "emily robin peggy crystal gladys rita dawn connie florence tracy edna tiffany carmen rosa cindy grace wendy victoria edith kim sherry sylvia josephine thelma shannon sheila ethel ellen elaine marjorie carrie charlotte monica esther pauline "
    "emma juanita anita rhonda hazel amber eva debbie april leslie clara lucille joanne eleanor valerie danielle megan alicia suzanne michele gail bertha darlene veronica jill erin geraldine lauren cathy joann lorraine lynn sally regina erica "
    "beatrice dolores bernice audrey yvonne annette samantha dana stacy ana renee ida vivian roberta holly brittany melanie loretta yolanda jeanette laurie katie kristen vanessa alma sue elsie beth jeanne olivia sophie sophia chloe lucy hannah "
    "zoe abigail isabella mia ella hillary angelina kate katy taylor serena venus malala oprah michaela natalie natasha olga svetlana tatiana irina ingrid astrid greta aisha fatima leila yasmin priya indira sonia gabrielle claire fiona siobhan".split()
) - frozenset("kim robin dana leslie taylor jean kelly shannon april dawn grace rose virginia tracy".split())
MALE = frozenset(
    "karl anders erik lars nils olav ola bjorn sven magnus henrik jens mikkel johan pieter jan piotr pawel tomasz marek vaclav milos zoran dragan goran dmitri aleksandr alexei alexey andrei mikhail nikita pavel ruslan oleg viktor "
    "volodymyr mykola petro ashraf khalid tariq imran yusuf youssef mustafa hamid hamza bilal karim samir rashid saeed said abdel hosni mahmud rahul amit raj sanjay vijay anil sunil narendra arjun hiroshi kenji takashi akira shinzo "
    "wei jun jian luigi paolo matteo stefano roberto giuseppe alessandro sergio pablo diego javier fernando rafael alejandro andres enrique gustavo joao tiago paulo rui kwame kofi chidi olusegun sipho thabo desmond nelson kurt heinz "
    "dieter jurgen gerhard helmut otto fritz franz matthias tobias florian lukas felix niklas yves thierry laurent olivier mathieu nicolas julien alain gérard gerard andré rené barney rupert giles piers toby harvey finley theo archie "
    "james john robert michael william david richard charles joseph thomas christopher daniel paul mark donald george kenneth steven edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric stephen andrew "
    "raymond gregory joshua jerry dennis walter patrick peter harold douglas henry carl arthur ryan roger joe juan jack albert jonathan justin terry gerald keith samuel willie ralph lawrence nicholas roy benjamin bruce brandon adam harry fred wayne "
    "billy steve louis jeremy aaron randy howard eugene carlos russell bobby victor martin ernest phillip todd jesse craig alan shawn clarence sean philip chris johnny earl jimmy antonio danny bryan tony luis mike stanley leonard nathan dale manuel "
    "rodney curtis norman allen marvin vincent glenn jeffery travis jeff chad jacob lee melvin alfred kyle francis bradley jesus herbert frederick ray joel edwin don eddie ricky troy randall barry alexander bernard mario leroy francisco marcus "
    "micheal theodore clifford miguel oscar jay jim tom calvin alex jon ronnie bill lloyd tommy leon derek warren darrell jerome floyd leo alvin tim wesley gordon dean greg jorge dustin pedro derrick dan lewis zachary corey herman maurice vernon "
    "roberto clyde glen hector shane ricardo sam rick lester brent ramon charlie tyler gilbert gene barack vladimir xi mohammed muhammad mohamed ahmed ali hassan hussein abdullah omar ibrahim mahmoud benjamin bashar recep emmanuel angel boris "
    "nigel graham neil simon ian stuart colin trevor geoffrey hugh duncan malcolm alistair callum liam noah ethan oliver jürgen hans klaus wolfgang pierre jacques françois antoine giovanni marco luca sergei dmitry igor ivan nikolai yuri".split()
) - frozenset("lee jay jean angel".split())
WELL_KNOWN = frozenset(
    "Obama Trump Biden Putin Xi Merkel Macron Zelenskyy Zelensky Netanyahu Erdogan Modi Clinton Bush Kerry Blinken Lavrov Assad Khamenei Rouhani Kim Guterres "
    "Johnson Thatcher Blair Cameron Sunak Starmer Scholz Hollande Sarkozy Mandela Castro Chavez Maduro Lula Bolsonaro Abe Kishida Gaddafi Gadhafi Hussein Stalin Hitler".split()
)
# Openings by their first words. A comma after the phrase is asked for where the word has other uses.
OPEN = frozenset(
    "but|however|instead|nor|therefore|thus|hence|nevertheless|nonetheless|then|yet|otherwise|rather|likewise|similarly|besides|furthermore|moreover|consequently|accordingly|conversely|also|and|or|afterwards|"
    "afterward|which|whereas|meantime|including|only|indeed|additionally|separately|elsewhere|others|plus|take the|take for|consider the|consider this|as a consequence|for this reason|for that reason|in doing so|in so doing|by doing so|to make matters worse|for good measure|because of this|because of that|because of these|in addition|as a result|in contrast|by contrast|on the other hand|"
    "on the one hand|in response|in turn|in return|that said|having said|even so|at the same time|for example|for instance|in fact|after all|of course|put simply|in other words|needless to say|to do that|to do this|to do so|"
    "soon after|soon afterwards|shortly after|shortly afterwards|by then|until then|before then|before that|after that|since that|at the time|at that time|at this time|at that point|at this point|at that stage|at this stage|at that moment|"
    "in that case|if so|if not|if that|if this|even then|even more|more than that|for one|for a start|not so|not only that|despite this|despite that|despite these|despite those|despite all|as such|to that end|with that|like that|either way|in any case|in the meantime|"
    "on top of that|the same|and so|one of them|among them|among those|among these|among other|in the end|by the way|all the while|along the way|what's more|worse still|better still|even worse|"
    "last updated|for as|for if|for it|for he|for she|for they|for we|all so|all this|all that|the other|the others|the latter|the former|the rest".split("|")
)
OPEN_COMMA = frozenset(
    "still|too|well|yes|no|finally|first|firstly|second|secondly|third|thirdly|fourth|lastly|last|there|here|for one thing|not surprisingly|unsurprisingly|understandably|in short|in sum|in all|all in all|overall|regardless|surprisingly|"
    "ironically|incidentally|granted|alas|sadly|thankfully|fortunately|unfortunately|again|once again|once there|since|before|earlier on|later on|in part|naturally|no wonder|if anything|at best|at worst|at least|most importantly|more importantly|importantly|"
    "eventually|afterwards|soon|on the contrary|to be sure|to be fair|in particular|specifically|in reality|in truth|in practice|in theory".split("|")
)
SLIGHT_OPEN = frozenset("initially originally previously earlier later meanwhile now already until-now".split())
STANDS_FOR = frozenset("will did does do would can could has have had is are was were not that this those these neither so such of the a an and or but by to didn't don't won't wasn't isn't couldn't wouldn't hasn't hadn't".split())
CATAPHORA = frozenset("while as after before when in during despite for with since if although though on at under from throughout speaking by like unlike because given amid until upon without within".split())
SUBORDINATE = frozenset("while as after before when since if although though until unless because given".split())
EXPLETIVE_VERBS = frozenset("is was it's remains remained seems seemed appears appeared takes took be been became becomes isn't wasn't makes made be been take seem appear".split())
MODAL = frozenset("will would may could might should can must".split())
SAID = frozenset("said says told tells added adds wrote writes explained explains recalled recalls noted notes insisted claimed continued warned argued tweeted admitted joked announced stated".split())
NO_PLURAL = frozenset("sometimes perhaps besides towards afterwards always nevertheless nonetheless regardless whereas unless years months weeks days hours minutes times percent".split())
APPOSED = frozenset("as a an the".split())
ARTICLES = frozenset("a an the its his her their our any no each every some this that one another".split())
JOINTS = frozenset("that and or but as when if while because said says think believe for to of with in on at by from about whether although though than like where".split())
WHICH = frozenset("who in of with from on at whose that which involved injured killed affected responsible living not under already for to working charged arrested seeking trying infected hurt close near without still most behind present".split())
PREPOSITIONS = frozenset("along across in of on at by for with from after since before under over about to during against behind into through until near like beyond around".split())
SAYING = frozenset("worry worries mean means hope hopes fear fears but and like".split())
THINGS = POINTING | SITE | BODY | frozenset(
    "agreement measure bill law meeting talk summit case trial program programme ship vessel plane aircraft jet flight vehicle car truck bus building house home storm hurricane typhoon tornado quake earthquake tsunami fire virus disease "
    "outbreak operation mission strike raid protest vote poll test launch argument issue conflict process project policy strategy order request offer speech interview article document book song race tournament weapon gun knife fund "
    "package sanction resolution treaty pact truce ceasefire verdict sentence charge conviction appeal hearing lawsuit suit evidence testimony investigation probe search rescue effort campaign offensive advance assault battle fighting "
    "violence massacre death disaster crisis change increase drop rise figure number total threat message account page device system service product phone tour bridge dam river mountain church mosque temple camp prison jail base embassy "
    "thing part wording practice kind type area approach position view amount period money information material behavior behaviour task role job title trend goal cooperation threat pressure".split()
)
RELATIVES = frozenset("as that which who when where".split())
AFTER_SAME = frozenset("in on at by of from with during is was do did say said".split())
TOGETHER_THAT = frozenset("means meant makes made gives gave leaves left".split())
NO_VERB = frozenset("unmanned armed alleged accused united".split())
# These end like superlatives and are none.
NO_MOST = frozenset("protest request interest forest arrest conquest guest harvest contest west test".split())
COUNTED = frozenset("two three four latter pair duo trio sides others former".split())
SPEAKING = frozenset("said says told added wrote".split())
PLAYERS = frozenset("side forward keeper skipper captain playmaker boss manager striker midfielder defender star winger singer coach republican democrat".split())
OFFICES = frozenset("president|prime minister|chancellor|king|queen|prince|minister|senator|governor".split("|"))
LEADING = frozenset("when if after as while in on but and before since".split())
AFTERTHOUGHTS = frozenset("for example|for instance|as well|in turn|of course".split("|"))
APART = frozenset("however though instead therefore nevertheless too meanwhile likewise".split())
TRAILING = frozenset("too either though instead however otherwise likewise accordingly afterwards beforehand vice-versa".split())
OF_A_KIND = frozenset("and or each any no many among every dozen dozens hundreds thousands some several".split())
QUOTE_POINTS = frozenset("this that these those they it he she so but and then because".split())
THERE_IS = frozenset(
    "is are was were has had have will would could may might can must should remain remains remained seem seems seemed appear appears appeared came exist exists existed be been being to isn aren wasn weren isn't aren't "
    "wasn't weren't still also now not never likely probably simply".split()
)
INTRODUCING = frozenset("that whether if how what when why who to for".split())
DESTINED = frozenset("a an the expected set due going likely able scheduled used designed made known".split())
EVALUATING = frozenset(
    "clear unclear unknown possible impossible necessary unlikely important true difficult hard easy surprising worrying amazing interesting disappointing striking tempting encouraging".split()
)
IDIOMS = frozenset("it goes without|it turned out|it turns out".split("|"))
IN_OFFICE = frozenset(
    "minister leader mayor governor senator ambassador director chancellor commissioner officer professor chancellor speaker premier player reporter supporter worker voter fighter prosecutor inspector investor operator".split()
)
ASCERTAINED = frozenset("known understood said announced determined decided disclosed established explained".split())
# A sentence that begins so takes back or turns round the one before it.
TURNS = ("However", "But ", "Yet ", "Nevertheless", "Instead")
