#!/bin/sh
# `make lint`: says what is wrong with the look and the sense of the tree, part by part; exit status 1 if anything is.
#   lint.sh BUILD JOBS [PART ...]        PART: format text subjects docs tidy cppcheck (all of them if none is named)
# Runs in the source root; BUILD has compile_commands.json and the generated C.
set -u
here=$(dirname "$0") build=$1 jobs=$2
shift 2
[ $# -gt 0 ] || set -- format text subjects docs tidy cppcheck
work=$build/lint
git() { command git -c safe.directory='*' "$@"; } # whosever the tree is
mkdir -p "$work"
status=0

# The files of the tree: those that git knows, or in a tree without git all that is not a build's.
files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -- "$@"
  else
    for pattern; do find . -type d -name 'build*' -prune -o -name "${pattern##*/}" -type f -print; done | sed 's|^\./||'
  fi | sort -u | while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}

for part; do
  case $part in
  format)
    files '*.c' '*.h' | xargs clang-format --dry-run -Werror >"$work/format" 2>&1
    ;;
  text)
    files '*.c' '*.h' '*.inc' '*.rl' '*.sh' '*.cmake' '*CMakeLists.txt' '*.fsm' '*.json' Makefile .ci/run |
      xargs sh "$here/text.sh" >"$work/text" 2>&1
    ;;
  subjects)
    sh "$here/subjects.sh" 20 >"$work/subjects" 2>&1
    ;;
  docs) # links, commands and C of the pages, retired words, pictures
    {
      sh tests/docs/links.sh || bad=1
      sh tests/docs/words.sh || bad=1
      sh tests/docs/commands.sh "$build" || bad=1
      sh tests/docs/snippets.sh "$build" || bad=1
      sh tests/docs/pictures.sh || bad=1
      sh docs/machines/pages.sh "$build/fsmgen" --check || bad=1
      [ -z "${bad-}" ]
    } >"$work/docs" 2>&1 && : >"$work/docs"
    ;;
  tidy)
    sh "$here/commands.sh" "$build/compile_commands.json" >"$work/commands"
    cut -f1 "$work/commands" | xargs -P "$jobs" -n 1 sh "$here/tidy.sh" "$build" >"$work/tidy" 2>/dev/null
    ;;
  cppcheck)
    # Generated C is read, because other files need its definitions, but it is not checked.
    cppcheck --project="$build/compile_commands.json" -j "$jobs" --quiet --enable=warning,performance,portability \
      --inline-suppr --suppressions-list="$here/cppcheck.txt" --error-exitcode=1 --cppcheck-build-dir="$work" \
      --template='{file}:{line}: {id}: {message}' >"$work/cppcheck" 2>&1
    ;;
  *)
    echo "lint.sh: no part is called $part" >&2
    exit 2
    ;;
  esac
  if [ $? = 0 ] && [ ! -s "$work/$part" ]; then
    echo "lint: $part: clean"
  else
    cat "$work/$part"
    echo "lint: $part: failed" >&2
    status=1
  fi
done
exit $status
