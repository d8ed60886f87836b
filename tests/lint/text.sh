#!/bin/sh
# text.sh FILE ...: lines of more than 100 columns in C and grammar, blanks at the end of a line, tabs where .editorconfig says
# spaces, a last line without an end, and scripts that the shell cannot read. Prints each; exit status 1 if there is one.
status=0
for file; do
  columns=0
  case $file in
  *.c | *.h | *.inc) columns=100 ;;
  esac
  # Columns are characters, not bytes: UTF-8's later bytes do not count.
  LC_ALL=C awk -v file="$file" -v columns="$columns" '
    function told(what) { printf "%s:%d: %s\n", file, FNR, what; found = 1 }
    { width = $0; gsub(/[\200-\277]/, "", width) }
    columns && length(width) > columns { told("more than " columns " columns") }
    /[ \t\r]$/ { told("blanks at the end of the line") }
    file !~ /Makefile$/ && /^ *\t/ { told("a tab where spaces belong") }
    END { exit found }' "$file" || status=1
  [ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || { echo "$file: the last line has no end"; status=1; }
  case $file in
  *.sh) sh -n "$file" 2>&1 || status=1 ;;
  .ci/run) bash -n "$file" 2>&1 || status=1 ;;
  esac
done
exit $status
