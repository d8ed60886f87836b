#!/bin/sh
# links.sh: each link of a page leads to a file, and to a heading of it, that exists; and pages that are to stay short are short. From
# the source root.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
status=0
find . -name '*.md' ! -path './build*' ! -path './tests/gen/*' ! -path '*/out/*' ! -path '*/node_modules/*' | sed 's|^\./||' | LC_ALL=C sort >"$work/pages"

# The names that GitHub gives to headings: small letters, "-" for a blank, nothing for other marks; "-1" after the second heading of a name.
headings() {
  awk '/^```/ { code = !code } !code && /^#+ /' "$1" |
    sed 's/^#* *//; s/\[\([^]]*\)\]([^)]*)/\1/g' | tr 'A-Z ' 'a-z-' | sed 's/[^a-z0-9_-]//g' |
    awk '{ print seen[$0] ? $0 "-" seen[$0] : $0; seen[$0]++ }'
}

while read -r page; do
  awk -v page="$page" '
    /^```/ { code = !code; next }
    !code {
      text = $0
      gsub(/`[^`]*`/, "", text)
      while (match(text, /\]\([^) ]*\)/)) { print FNR "|" substr(text, RSTART + 2, RLENGTH - 3); text = substr(text, RSTART + RLENGTH) }
    }' "$page" >"$work/links"
  while IFS='|' read -r line link; do
    case $link in http://* | https://* | mailto:*) continue ;; esac
    file=${link%%#*} heading=
    case $link in *'#'*) heading=${link#*#} ;; esac
    case $file in '') to=$page ;; /*) to=$file ;; *) to=$(dirname "$page")/$file ;; esac
    if [ ! -e "$to" ]; then
      echo "$page:$line: no such file: $link"
      status=1
    elif [ -n "$heading" ] && [ -f "$to" ] && ! headings "$to" | grep -qxF "$heading"; then
      case $to in *.md) echo "$page:$line: no such heading: $link" && status=1 ;; esac
    fi
    echo x >>"$work/count"
  done <"$work/links"
done <"$work/pages"

short() { # PAGE LINES
  [ "$(wc -l <"$1")" -le "$2" ] || { echo "$1 has $(wc -l <"$1") lines: $2 is the most"; status=1; }
}
short README.md 150
short docs/architecture.md 200
[ "$(wc -l <"$work/count")" -gt 100 ] || { echo "hardly any link was found"; status=1; }
[ $status -ne 0 ] || echo "ok: $(wc -l <"$work/count") links of $(wc -l <"$work/pages") pages"
exit $status
