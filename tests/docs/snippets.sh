#!/bin/sh
# snippets.sh BUILD: C in the pages is C. A block of C is a quotation of docs/examples, line by line, or it compiles: by itself, or as
# statements after the declarations of tests/docs/snippets/<page>.h. "..." stands for a statement. From the source root.
set -u
build=$1 status=0 blocks=0 quoted=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
includes=$(for folder in runtime/*/include; do printf ' -I%s' "$folder"; done)

for table in docs/examples/*/*.fsm; do "$build/fsmgen" emit c "$table" -o "$work/fsm" || exit 1; done

# Without indentation, comments and blanks, which a page may lay out otherwise.
bare() { sed 's,/\*[^*]*\*/,,g; s/[ \t]*//g' "$@" | grep -v '^$'; }
find docs/examples \( -name '*.c' -o -name '*.h' \) ! -path '*/out/*' | xargs sed 's,/\*[^*]*\*/,,g; s/[ \t]*//g' |
  LC_ALL=C sort -u >"$work/examples"

compiles() { # as it is, or with $1
  ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -fsyntax-only -Wall -Wno-unused $includes -I"$build/generated/msg/include" -I"$work/fsm" \
    -Idocs/examples/lock -Idocs/examples/tcp "$1" 2>"$work/errors"
}

for page in README.md CONTRIBUTING.md docs/*.md; do
  name=$(basename "$page" .md)
  awk -v to="$work/$name" '
    /^```c$/ { on = 1; n++; file = to "." n ".block"; print FNR >(file ".line"); next }
    /^```/ { on = 0 }
    on { print >file }' "$page"
  for block in "$work/$name".*.block; do
    [ -e "$block" ] || continue
    blocks=$((blocks + 1)) prelude=tests/docs/snippets/$name.h
    bare "$block" | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$work/examples" >"$work/foreign"
    [ -s "$work/foreign" ] || { quoted=$((quoted + 1)); continue; }
    sed 's/\.\.\.[ ]*$/;/; s/{ \.\.\. /{ /' "$block" >"$work/text"
    {
      grep '^#include' "$work/text"
      [ ! -e "$prelude" ] || echo "#include \"$PWD/$prelude\""
      grep -v '^#include' "$work/text"
    } >"$work/whole.c"
    compiles "$work/whole.c" && continue
    {
      grep '^#include' "$work/text"
      [ ! -e "$prelude" ] || echo "#include \"$PWD/$prelude\""
      echo 'void snippet(void) {'
      grep -v '^#include' "$work/text"
      echo '}'
    } >"$work/statements.c"
    compiles "$work/statements.c" && continue
    echo "$page:$(cat "$block.line"): this C is no quotation of docs/examples, and does not compile:"
    sed "s|$work/||" "$work/errors" | head -n 12
    echo "lines that no example has:"
    head -n 5 "$work/foreign"
    status=1
  done
done
[ "$blocks" -gt 20 ] || { echo "only $blocks blocks of C were found"; status=1; }
[ $status -ne 0 ] || echo "ok: $blocks blocks of C, $quoted of them from docs/examples"
exit $status
