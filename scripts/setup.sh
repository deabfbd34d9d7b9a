#!/bin/sh
# Make .venv ready to run briefer, or with "test" to run its tests too; nothing is done twice.
#
#     scripts/setup.sh [test]            PYTHON=python3.12 scripts/setup.sh
#
# It needs a Python of 3.11 or later and, for the PDF, the Pango libraries. On Debian and Ubuntu what is missing is
# installed (as root or through sudo); elsewhere a sentence says what to install. Everything from the package registry
# is locked by hash in requirements/. A step is stamped when it has ended, so a run that was cut off is made good by
# the next.
set -eu
cd "$(dirname "$0")/.."
# Settings of the caller that would send packages elsewhere, or leave them without compiled code (a slow start).
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV || true
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
purpose=${1:-run}

say() { printf '%s\n' "briefer set-up: $*"; }
stop() {
    printf '%s\n' "briefer set-up: $*" >&2
    exit 1
}

# quietly WORDS COMMAND…: one line of progress; the command's output only when it fails.
quietly() {
    words=$1
    shift
    say "$words"
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        stop "$words: this failed; the reason stands above. Mend it and run the same command again"
    fi
}

# ---- Debian and Ubuntu packages

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    # A fresh machine has no list of packages, so fetch it when the first try fails.
    as_root apt-get install -y -q --no-install-recommends "$@" ||
        { as_root apt-get update -q && as_root apt-get install -y -q --no-install-recommends "$@"; }
}

# install WHAT-FOR PACKAGE…: with apt-get where that can be done, else say the command.
install() {
    reason=$1
    shift
    command="sudo apt-get install --no-install-recommends $*"
    if ! command -v apt-get >/dev/null 2>&1; then
        stop "$reason needs the libraries or programs that Debian calls $*; install them with this system's package manager and run the same command again"
    elif [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
        quietly "installing $* (for $reason)" apt_install "$@"
    else
        stop "$reason needs $*, and installing them needs an administrator; run: $command"
    fi
}

# ---- Python

recent='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    second=
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.14 python3.13 python3.12 python3.11 python3; fi
    for name in "$@"; do
        "$name" -c "$recent" >/dev/null 2>&1 || continue
        second=${second:-$name}
        if "$name" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            python=$name
            return
        fi
    done
    [ -n "$second" ] || stop "no Python 3.11 or later was found${PYTHON:+ as $PYTHON}; install one and run the same command again, or name it: make PYTHON=/path/to/python3"
    # Debian keeps the venv module in a package of its own.
    install "the virtual environment" "$("$second" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    "$second" -c 'import venv, ensurepip' >/dev/null 2>&1 || stop "$second has no venv module; install another Python 3.11 or later"
    python=$second
}

# What must be the same for a virtual environment to be of use: the interpreter, and where it stands.
describe='import sys; print(sys.version.split()[0], sys.base_prefix)'

make_venv() {
    find_python
    rm -rf .venv
    quietly "making .venv with $("$python" -c 'import sys; print("Python", sys.version.split()[0])')" \
        "$python" -m venv .venv
    "$python" -c "$describe" >.venv/.python
    pwd >>.venv/.python
}

venv_is_sound() {
    [ -f .venv/.python ] && [ ! -e .venv/.busy ] && now=$(.venv/bin/python -c "$describe" 2>/dev/null) || return 1
    [ "$(cat .venv/.python)" = "$now
$(pwd)" ] || return 1
    [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" -c "$describe" 2>/dev/null)" = "$now" ]
}

# step NAME WORDS FILES COMMAND…: run the command unless it ended well before with the same files.
step() {
    stamp=.venv/.$1
    key=$(cat $3 | cksum)
    words=$2
    shift 3
    [ "$(cat "$stamp" 2>/dev/null)" != "$key" ] || return 0
    : >.venv/.busy
    quietly "$words" "$@"
    rm -f .venv/.busy
    printf '%s\n' "$key" >"$stamp"
}

pip_install() {
    .venv/bin/python -m pip install "$@"
}

# ---- the libraries that set the PDF's type

# Prints the Debian package of each library that cannot be loaded.
missing_libraries() {
    .venv/bin/python - <<'END'
import ctypes

for library, package in (
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
):
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
END
}

set_type() {
    if [ "$(uname)" = Darwin ]; then
        for folder in "${HOMEBREW_PREFIX:-/opt/homebrew}/lib" /usr/local/lib /opt/local/lib; do
            [ ! -e "$folder/libpango-1.0.dylib" ] || return 0
        done
        stop "the PDF needs Pango; run: brew install pango harfbuzz"
    fi
    packages=$(missing_libraries)
    [ -z "$packages" ] || install "the PDF" $packages
}

test_programs() {
    packages=
    command -v qpdf >/dev/null 2>&1 || packages="qpdf"
    command -v pdftotext >/dev/null 2>&1 || packages="$packages poppler-utils"
    [ -n "$packages" ] || return 0
    [ "$(uname)" != Darwin ] || stop "the tests need qpdf and poppler; run: brew install qpdf poppler"
    install "the tests" $packages
}

# The real cron daemon is run by tests that are root only; where it cannot be had they are skipped with a reason.
cron_for_tests() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 0
    if ! command -v cron >/dev/null 2>&1 || ! command -v faketime >/dev/null 2>&1; then
        say "installing cron and faketime (for the tests)"
        apt_install cron faketime >/dev/null 2>&1 || say "they cannot be had here; tests with the real cron are skipped"
    fi
}

# ---- all of it

venv_is_sound || make_venv
set_type
# --no-build-isolation: what is built from source is built with the locked build tools, never with others fetched unseen.
step build "installing the build tools" requirements/build.txt \
    pip_install --require-hashes -r requirements/build.txt
step run "installing the libraries (about a minute the first time)" requirements/run.txt \
    pip_install --require-hashes --no-build-isolation --use-pep517 -r requirements/run.txt
step briefer "installing briefer" "pyproject.toml scripts/setup.sh" \
    pip_install --no-deps --no-build-isolation -e .
if [ "$purpose" = test ]; then
    test_programs
    cron_for_tests
    step test "installing the test tools" requirements/test.txt \
        pip_install --require-hashes --no-build-isolation -r requirements/test.txt
fi
.venv/bin/python -m compileall -q briefer
