"""What the words of some languages need: pieces where no spaces stand, light stems, small words.

Nothing here is loaded for a text in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Letters that carry marks of their own (accents written apart, vowels of Hebrew, Arabic and Hindi), which Python does
# not count as letters.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d"
    "\u0a81-\u0a83\u0abc-\u0acd\u0b82\u0bbe-\u0bcd\u0c00-\u0c03\u0c3e-\u0c4d\u0c81-\u0c83\u0cbc-\u0ccd\u0d3e-\u0d4d"
)
# Written without spaces between words. Each script is cut in its own way.
_HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3040-\u309f"
_KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_RUNNING = "\u0e00-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1780-\u17dd"  # Thai, Lao, Burmese, Khmer

_LETTER = f"(?:(?![{_HAN}{_HIRAGANA}{_KATAKANA}{_RUNNING}])[^\\W_]|[{_MARKS}])"
_TOKEN = re.compile(
    f"([{_HAN}]+)|([{_HIRAGANA}]+)|([{_KATAKANA}]+)|([{_RUNNING}]+)|"
    f"{_LETTER}+(?:[-'&]{_LETTER}+|(?<=\\d)[.,]\\d+|(?<!{_LETTER}{{2}})(?:\\.(?!\\d){_LETTER}(?!{_LETTER}))+\\.?)*"
)
_PAIRS, _TRIPLES = 2, 3


def tokens(low: str) -> list[str]:
    """Return the words of a text in lower case; where no spaces stand, overlapping pieces of two or three signs.

    Pairs of Han signs are nearly words; katakana spells one foreign word; Thai and its kin need three signs to mean
    anything.
    """
    found: list[str] = []
    for match in _TOKEN.finditer(low):
        token, kind = match[0], match.lastindex
        if kind is None or kind == 3:
            found.append(token)
        else:
            size = _TRIPLES if kind == 4 else _PAIRS
            found.extend(token[at : at + size] for at in range(max(1, len(token) - size + 1)))
    return found


# ---------------------------------------------------------------- elisions

_ELISIONS = {
    "fr": frozenset("l d j qu n s c m t jusqu lorsqu puisqu quoiqu".split()),
    "it": frozenset("l d un dell all nell sull dall quest quell c s".split()),
    "ca": frozenset("l d s n m t".split()),
}


def whole(found: list[str], code: str) -> list[str]:
    """Return the words without the article or pronoun that leans on them: "l'été" is "été"."""
    elided = _ELISIONS.get(code)
    if elided is None:
        return found
    cut = []
    for word in found:
        head, mark, rest = word.partition("'")
        cut.append(rest if mark and rest and head in elided else word)
    return cut


# ---------------------------------------------------------------- stems where snowball has none


def light_stemmer(name: str) -> Callable[[str], str] | None:
    """Return a light stemmer, which takes off endings of a list and knows no exceptions, or None."""
    return _LIGHT.get(name)


_PARTICLES = sorted(
    """은 는 이 가 을 를 의 에 와 과 도 로 만 께 에서 에게 에는 에도 에만 에서는 에서도 에게서 에게는 으로 으로는 으로도 로는 로서 으로서
    로써 으로써 까지 부터 보다 처럼 마다 조차 마저 라고 이라고 라며 이라며 이며 이나 이란 께서 와의 과의 와는 과는 에서의 으로부터
    로부터 까지의 들 들은 들이 들을 들의 들에게 들도 들과""".split(),
    key=lambda ending: (-len(ending), ending),
)


def _korean(word: str) -> str:
    """Take off one particle, so that a name is the same as subject, as object and as possessor."""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


_UKRAINIAN = sorted(
    """ами ями ого його ому йому ими їми іми ові еві єві ою ею єю ах ях ів їв ам ям ом ем єм им їм ий ій їй их їх
    а я у ю і ї и о е є й ь ися ися ться лися лась лося вся вши ати яти ити іти увати ала али ало ила или ило ував
    увала ували ення ання іння ості істю істі""".split(),
    key=lambda ending: (-len(ending), ending),
)


def _ukrainian(word: str) -> str:
    for ending in _UKRAINIAN:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


_VOWELS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ALEF = str.maketrans("أإآٱىة", "ااااي\u0647")
_BEFORE = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_AFTER = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ي")


def _arabic(word: str) -> str:
    """Take off the article with what is written together with it, "and", and the commonest endings."""
    word = _VOWELS.sub("", word).translate(_ALEF)
    for before in _BEFORE:
        if word.startswith(before) and len(word) - len(before) >= 2:
            word = word[len(before) :]
            break
    else:
        if word.startswith("و") and len(word) >= 4:
            word = word[1:]
    for after in _AFTER:
        if word.endswith(after) and len(word) - len(after) >= 3:
            return word[: -len(after)]
    return word


_LIGHT: dict[str, Callable[[str], str]] = {"arabic": _arabic, "korean": _korean, "ukrainian": _ukrainian}

# ---------------------------------------------------------------- small words that sumy does not list

# Its German, French and Spanish lists lack even "hat", "de" and "que".
_SMALL = {
    "german": """war waren wäre wären wurde wurden worden hat hatte hatten habe haben noch nur so um gegen ohne seit laut
        sowie bereits dabei damit dazu dafür sei seien sagte sagten teilte mehr sehr etwa rund ab je bzw usw""",
    "french": """l un une de d des du au aux à se s n qu j c cet cette ces ne plus on y a ont avait avaient eu être était
        étaient été sera leurs dont selon après entre également ainsi déjà lors dit afin contre depuis pendant""",
    "spanish": """de del al a y o u e que se no le les más ya son era eran fue han había habían haber sido ser este esta
        estos estas ese esa esos esas eso esto hay hasta está están durante contra otra otros otras otro todos todas
        dijo según sus su sin tras cada donde cuando como porque desde muy también unos unas será serán sería""",
    "korean": """또는 위해 대한 대해 했다 한다 이다 있는 있다 없는 됐다 된다 되는 하는 말했다 밝혔다 전했다 따르면 이번 지난 관련 가운데""",
    "chinese": """不 人 都 上 很 说 去 会 没有 看 好 们 这 那 他 她 它 我 你 及 等 并 已 被 将 对 向 从 于 后 前 中 內 内 年 月 日
        說 會 沒有 這 們 個 从 從 對 並 將 表示 已经 已經 正在 其中""",
    "russian": """и в во не что он на я с со как а то все всё она так его но да ты к у же вы за бы по только ее её мне
        было вот от меня еще ещё нет о об из ему теперь когда даже ну вдруг ли если уже или ни быть был него до вас
        нибудь опять уж вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была
        сам чтоб чтобы без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой совсем ним
        здесь этом один почти мой тем нее неё сейчас были куда зачем всех никогда можно при наконец два об другой
        хоть после над больше тот через эти нас про всего них какая много разве три эту моя впрочем хорошо свою
        этой перед иногда лучше чуть том нельзя такой им более всегда конечно всю между это также однако который
        которая которое которые которых которого которой котором которым поэтому около лишь среди согласно сказал
        сказала сообщил сообщила заявил заявила г гг тыс млн млрд""",
    # The list of sumy has little more than the pronouns.
    "ukrainian": """і й та а але або чи що як які який яка яке яких якого якої якому у в на до з із зі за по від для про під
        над при між через після перед без не ні це цей ця ці той те ті його її їх він вона воно вони ми ви я ти
        був була було були є бути буде будуть може можна також ще вже лише тільки коли де куди хто чому тому щоб
        якщо хоча проте однак тоді тепер там тут так усі всі весь себе свій своя свої свого своєї сказав сказала
        повідомив повідомила заявив заявила р рр тис млн млрд""",
}


def small_words(name: str) -> frozenset[str]:
    """Return small words of a language beyond the list that sumy has."""
    if name == "japanese":
        # Endings and particles are written in hiragana; pairs of those tell no text from another.
        signs = [chr(code) for code in range(0x3041, 0x3097)]
        return frozenset(signs) | frozenset(left + right for left in signs for right in signs)
    return frozenset(_SMALL.get(name, "").split())
