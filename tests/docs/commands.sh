#!/bin/sh
# commands.sh BUILD: what the pages tell a reader to type exists, and works. From the source root.
#   - `make TARGET` is a target of the Makefile.
#   - each option of a `sipfsm` or `fsmgen` command is one that its --help names.
#   - a command that needs no other machine, no peer and no file of the reader's is run, and exits with 0.
set -u
build=$(cd "$1" && pwd) root=$PWD status=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# Indented lines and those of code blocks, without the prompt and what follows a "#".
for page in README.md CONTRIBUTING.md docs/*.md; do
  awk -v page="$page" '
    /^```/ { code = !code; next }
    code || /^    / { text = $0; sub(/^ */, "", text); sub(/^\$ /, "", text); sub(/ +#( .*)?$/, "", text); print page ":" FNR "\t" text }' "$page"
done >"$work/blocks"
# And those in the text: `make x`, `sipfsm y`, `build/fsmgen z`.
for page in README.md CONTRIBUTING.md docs/*.md; do
  awk -v page="$page" '
    /^```/ { code = !code; next }
    !code && !/^    / { text = $0
      while (match(text, /`[^`]*`/)) { print page ":" FNR "\t" substr(text, RSTART + 1, RLENGTH - 2); text = substr(text, RSTART + RLENGTH) } }' "$page"
done >"$work/lines"
cat "$work/blocks" >>"$work/lines"

bad() { echo "$1: $2: $3"; status=1; }

# ---- make ----
make -s -C "$root" help 2>/dev/null | awk '{ print $1 }' >"$work/targets"
sed -n 's/^\.PHONY: //p' Makefile | tr ' ' '\n' >>"$work/targets"
sed -n 's/\t\(make\|make -j[0-9]*\) \([a-z].*\)/\t\2/p' "$work/lines" | while IFS='	' read -r where rest; do
  for word in $rest; do
    case $word in
    *=*) break ;;
    *[!a-z0-9-]* | -*) continue ;;
    esac
    grep -qxF "$word" "$work/targets" || echo "$where: no target of the Makefile: make $word"
  done
done >"$work/bad"

# ---- options ----
help_of() { # PROGRAM WORD...: its help, once
  file=$work/help.$(echo "$*" | tr -c 'a-z\n' '_')
  if [ ! -e "$file" ]; then
    program=$1 && shift
    "$build/$program" "$@" --help >"$file" 2>&1 || : >"$file"
  fi
}
sed -n 's/\t.*\(build\/\)\{0,1\}\(sipfsm\|fsmgen\) \([a-z].*\)/\t\2 \3/p' "$work/lines" >"$work/commands"
while IFS='	' read -r where command; do
  set -f
  # shellcheck disable=SC2086
  set -- $command
  set +f
  program=$1 verb=$2 what=
  case $verb in *[!a-z]*) continue ;; esac
  case $program.$verb in
  fsmgen.check | fsmgen.print) ;;
  fsmgen.emit) what=${3-} ;;
  sipfsm.recording) continue ;; # the first line of such a file
  sipfsm.help) verb=${3:-demo} ;;
  *) [ "$program" = sipfsm ] || continue ;;
  esac
  case $what in *[!a-z]*) what= ;; esac
  help_of "$program" $verb $what
  [ -s "$file" ] || { bad "$where" "no such command" "$program $verb $what"; continue; }
  for word; do
    case $word in
    [\|\;\&]*) break ;;
    --[a-z]*) option=$(printf %s "${word%%=*}" | sed 's/[^a-z0-9-].*$//') ;;
    *) continue ;;
    esac
    grep -q -e "$option\\([^a-z-]\\|\$\\)" "$file" || bad "$where" "not an option of $program $verb $what" "$option"
  done
done <"$work/commands"
cat "$work/bad"
[ ! -s "$work/bad" ] || status=1

# ---- what can be run ----
mkdir "$work/here" && cd "$work/here" || exit 1
ln -s "$build" build && ln -s "$root/fsm" fsm && ln -s "$root/docs" docs
cp "$root/fsm/demo/alice.fsm" my_alice.fsm
ran=0
sed -n 's/^\([^\t]*\)\t\(build\/\)\{0,1\}\(\(sipfsm\|fsmgen\) \(demo\|sim\|replay\|check\|print\|emit\)\( .*\)\{0,1\}\)$/\1\t\3/p' "$work/blocks" |
  awk -F'\t' '!seen[$2]++' >"$work/run"
while IFS='	' read -r where command; do
  case $command in
  *--role* | *--listen* | *...* | *' FILE'* | *'['* | *--calls\ 1000000* | *'&&'* | *'<'* | *LIST*) continue ;;
  esac
  missing=
  for word in $command; do
    case $word in *.fsm) [ -e "$word" ] || missing=$word ;; esac
  done
  [ -z "$missing" ] || continue
  ran=$((ran + 1))
  # shellcheck disable=SC2086
  timeout 60 build/$command >"$work/out" 2>"$work/err" </dev/null || { bad "$where" "exits with $?" "$command"; head -n 5 "$work/err"; }
done <"$work/run"
[ "$ran" -ge 15 ] || { echo "only $ran commands were run"; status=1; }
[ $status -ne 0 ] || echo "ok: $(wc -l <"$work/commands") commands, $ran of them run"
exit $status
