#!/bin/sh
# words.sh: words that tests/docs/retired.txt lists do not come back, in pages, comments, messages and tables. From the source root.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
list=tests/docs/retired.txt
find README.md CONTRIBUTING.md docs fsm gen grammar runtime tests \
  \( -name '*.md' -o -name '*.[ch]' -o -name '*.rl' -o -name '*.fsm' -o -name '*.sh' -o -name '*.txt' -o -name CMakeLists.txt \) \
  ! -path "$list" ! -path '*/out/*' ! -path 'docs/machines/*' ! -path 'tests/*/corpus/*' | LC_ALL=C sort >"$work/files"
grep -v '^#' $list | sed 's/ *|.*//' | grep . >"$work/words"
xargs grep -nHiE -f "$work/words" <"$work/files" | cut -c1-160 >"$work/found"
cat "$work/found"
[ ! -s "$work/found" ] || { echo "$(wc -l <"$work/found") lines with retired words: $list says what to write instead"; exit 1; }
echo "ok: $(wc -l <"$work/words") retired words in none of $(wc -l <"$work/files") files"
