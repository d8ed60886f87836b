#!/bin/sh
# README.md's table: every section of RFC 4475 and RFC 5118 that has a message is in it, and every case that it names exists.
cd "$(dirname "$0")" || exit 1
bad=0
say() { echo "README.md: $1" >&2; bad=1; }

sections=$(for n in $(seq 13); do echo 4475:3.1.1.$n; done
           for n in $(seq 19); do echo 4475:3.1.2.$n; done
           echo 4475:3.2.1
           for n in $(seq 15); do echo 4475:3.3.$n; done
           echo 4475:3.4.1
           for n in $(seq 10); do echo 5118:4.$n; done)
for section in $sections; do
    grep -q "^| $section *|" README.md || say "no case for $section"
done

cases=$(sed -n 's/^| [45][0-9]*:[^|]*|[^|]*| \(.*\) |$/\1/p' README.md)
[ "$(echo "$cases" | wc -l)" -ge 59 ] || say "the table cannot be read"
while IFS= read -r case; do
    file=${case%%: *} title=${case#*: }
    grep -qxF "### $title" "$file" || say "no case '$title' in $file"
done <<EOF
$cases
EOF
exit $bad
