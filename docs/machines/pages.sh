#!/bin/sh
# pages.sh FSMGEN [--check]: writes the reference pages of all tables in fsm/, and their index, into docs/machines, and beside that
# folder the pages of departures and of conformance. With --check it writes nothing, and fails if they are not what it would write.
# From the source root. Pictures are made, and compared, only by the Graphviz that drew those that are there: another places boxes
# otherwise.
set -u
fsmgen=$1 check=${2-} here=docs/machines graphviz=2.43.0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tables=$(grep -rlE '^(machine|decision) ' fsm --include='*.fsm' | LC_ALL=C sort)
"$fsmgen" emit markdown --pictures --clauses fsm/clauses.txt --root ../../ $tables -o "$work" || exit 1
"$fsmgen" emit index --clauses fsm/clauses.txt $tables -o "$work/README.md" || exit 1
pictures=no without="-x *.svg"
case $(dot -V 2>&1) in *" version $graphviz "*) pictures=yes without= ;; esac
if [ $pictures = yes ]; then
    for table in $tables; do "$fsmgen" emit svg "$table" -o "$work" || exit 1; done
else
    echo "pictures are left alone: there is no Graphviz $graphviz"
fi
mkdir "$work/beside"
"$fsmgen" emit departures --clauses fsm/clauses.txt --root .. $tables -o "$work/beside/departures.md" || exit 1
"$fsmgen" emit clauses --clauses fsm/clauses.txt --root .. $tables -o "$work/beside/conformance.md" || exit 1
if [ -z "$check" ]; then
    for page in "$work"/beside/*.md; do
        cmp -s "$page" "docs/${page##*/}" || { cp "$page" docs && echo "written: docs/${page##*/}"; } || exit 1
    done
    for page in "$work"/*.md "$work"/*.svg; do
        [ -e "$page" ] || continue
        cmp -s "$page" "$here/${page##*/}" || { cp "$page" $here && echo "written: $here/${page##*/}"; } || exit 1
    done
    for page in $here/*.md $here/*.svg; do
        case $page in *.svg) [ $pictures = yes ] || continue ;; esac
        [ -e "$work/${page##*/}" ] || { rm "$page" && echo "removed: $page"; }
    done
    exit 0
fi
for page in "$work"/beside/*.md; do
    diff -u "docs/${page##*/}" "$page" || { echo "docs/${page##*/} is not up to date: run \`make docs\`"; exit 1; }
done
set -f # the pattern in $without is for diff
diff -ru -x pages.sh -x beside $without $here "$work" || { echo "$here is not up to date: run \`make docs\`"; exit 1; }
set +f
echo "ok: $(ls "$work"/*.md "$work"/beside/*.md | wc -l) pages, $(ls "$work" | grep -c 'svg$') pictures"
