"""One page that a busy reader can trust: key sentences, verbatim, each with its proof."""
