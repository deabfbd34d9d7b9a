# make brief   one page out of the articles in seeds/, in out/
# make test    style, types and all tests
#
# Both set up what they need first (scripts/setup.sh); PYTHON=/path/to/python3 chooses the interpreter.

.PHONY: brief test setup lock clean
.NOTPARALLEL:

# Compiled code is kept: without it every start is three times as slow.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export PYTHON

brief: setup
	@.venv/bin/briefer make seeds --profile korea --out out

test:
	@sh scripts/setup.sh test
	@.venv/bin/ruff check -q --output-format concise .
	@.venv/bin/mypy briefer tests scripts $(wildcard benchmarks/*.py)
	@.venv/bin/python -m pytest -q

setup:
	@sh scripts/setup.sh

# Renew the locked versions; wants pip-tools.
lock:
	pip-compile -q $(LOCK) -o requirements/build.txt requirements/build.in
	pip-compile -q $(LOCK) -c requirements/build.txt -o requirements/run.txt pyproject.toml
	pip-compile -q $(LOCK) -o requirements/test.txt requirements/test.in

LOCK = --upgrade --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links

clean:
	rm -rf .venv out dist
