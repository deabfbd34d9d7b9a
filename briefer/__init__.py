"""One page that a busy reader can trust: key sentences, verbatim, each with its proof."""
from .text import split as split
from .brief import make_brief as make_brief
from .choose import RANKERS as RANKERS
from .choose import statements as statements
from .choose import stories as stories
from .choose import summarize as summarize
