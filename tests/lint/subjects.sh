#!/bin/sh
# subjects.sh COUNT: the subjects of the last COUNT commits have at most 72 characters. What stands on the line of the first commit
# that kept the rule, or before it, is not asked; a shallow clone is asked as far as it goes, a tree without git not at all.
git() { command git -c safe.directory='*' "$@"; } # whosever the tree is
count=$1 since=$(cat "$(dirname "$0")/subjects_since.txt")
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || exit 0
range=HEAD
git merge-base --is-ancestor "$since" HEAD 2>/dev/null && range=$since..HEAD
git log -n "$count" --no-merges --format='%h %s' "$range" | LC_ALL=C awk '
  { subject = $0; sub(/^[^ ]* /, "", subject); gsub(/[\200-\277]/, "", subject) }
  length(subject) > 72 { print "commit " $1 ": a subject of " length(subject) " characters (72 at most): " subject; found = 1 }
  END { exit found }'
