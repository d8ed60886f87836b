#!/bin/sh
# The whole library as two files, for projects that embed it without CMake, Ragel or fsmgen: cc -c sipfsm.c.
#   amalgamate.sh SOURCE_ROOT GENERATED LIST VERSION OUT
# LIST has a line for each C file: its floor (engine, memory, msg, auth, ua, ua_names) and its path. Out come OUT/sipfsm.h (all public headers)
# and OUT/sipfsm.c (all private headers, then all C). What two files call by the same name, each for itself, is renamed for the
# length of the file; a file's macros end with it. The same input makes the same bytes.
set -eu
export LC_ALL=C
root=$1 generated=$2 list=$3 version=$4 out=$5
mkdir -p "$out"
rm -f "$out/sipfsm.h.part" "$out/sipfsm.c.part"
trap 'rm -f "$out/sipfsm.h.part" "$out/sipfsm.c.part"' EXIT
awk -v root="$root/" -v generated="$generated/" -v list="$list" -v version="$version" \
  -v h="$out/sipfsm.h.part" -v c="$out/sipfsm.c.part" '
function fail(text) { print "amalgamate: " text >"/dev/stderr"; failed = 1; exit 1 }

# The path as it is shown: never one of this machine.
function shown(path)
{
    if (index(path, generated) == 1) return "generated/" substr(path, length(generated) + 1)
    if (index(path, root) == 1) return substr(path, length(root) + 1)
    fail(path " is neither a source nor generated")
}

function exists(path, line, is)
{
    is = (getline line <path) >= 0
    close(path)
    return is
}

function quoted(line) { sub(/^[^"]*"/, "", line); sub(/".*/, "", line); return line }

# Where an include of a file leads.
function find(name, from, dir, i)
{
    sub(/[^\/]*$/, "", from)
    if (exists(from name)) return from name
    for (i = 1; i <= dirs; i++)
        if (exists(dir_of[i] name)) return dir_of[i] name
    fail("nobody knows " name)
}

function banner(path, out) { printf "\n/* ======== %s ======== */\n\n", shown(path) >out }

# A header, after those that it includes; each once. Public ones go into sipfsm.h, and are only named elsewhere.
function header(path, out, line, n, text, i)
{
    if (path in seen) return
    seen[path] = 1
    n = 0
    while ((getline line <path) > 0) {
        if (line ~ /^# *include "/) {
            if (out == h || quoted(line) !~ /^sipfsm\//) header(find(quoted(line), path), out)
        } else
            text[++n] = line
    }
    close(path)
    banner(path, out)
    for (i = 1; i <= n; i++) {
        print text[i] >out
        if (path ~ /_fsm\.h$/ && text[i] ~ /^extern const struct sf_fsm_(type|names) /) {
            line = text[i]
            sub(/;.*/, ";", line)
            tables = tables line "\n"
        }
    }
}

# The names that a line at file level makes: one, a list of enumerators, or none.
function made(line, rest)
{
    if (line ~ /^enum *\{.*\}/) {
        sub(/^[^{]*\{/, "", line); sub(/\}.*/, "", line); gsub(/=[^,]*/, "", line); gsub(/,/, " ", line)
        return line
    }
    if (line ~ /^(struct|union|enum|static const struct) [A-Za-z_0-9]+ *\{/) {
        sub(/ *\{.*/, "", line); sub(/.* /, "", line)
        return line
    }
    if (line ~ /^\} *[A-Za-z_]/) sub(/^\} */, "", line)
    else if (line !~ /^static / || line ~ /\{ *$/ && line !~ /[(=]/) return ""
    sub(/[\[(=;{].*/, "", line); sub(/ *$/, "", line); sub(/.*[ *]/, "", line)
    return line
}

# A file that another is made of, and no header: its text stands where the include stood.
function part(line) { return line ~ /^# *include "[^"]*\.(c|inc)"/ }

function survey(path, owner, line, names, i, n, more)
{
    while ((getline line <path) > 0) {
        if (line ~ /^enum *\{/) { # its enumerators may stand on lines of their own
            while (line !~ /\}/ && (getline more <path) > 0) line = line " " more
            gsub(/\/\*[^*]*\*\//, "", line)
        }
        if (part(line)) { survey(find(quoted(line), path), owner); continue }
        if (line ~ /^# *define _[A-Z_]*SOURCE/) { split(line, names, " "); features[names[2]] = 1 }
        if (line ~ /^# *if/) depth++
        if (line ~ /^# *endif/) depth--
        if (line ~ /^# *include </ && !depth && !(line in libc)) { libc[line] = 1; systems = systems line "\n" }
        if (line ~ /^[a-z}]/) {
            n = split(made(line), names, " ")
            for (i = 1; i <= n; i++)
                if (!((owner, names[i]) in own)) { own[owner, names[i]] = 1; count[names[i]]++; all[owner] = all[owner] " " names[i] }
        }
    }
    close(path)
}

function text_of(path, line, name, started)
{
    while ((getline line <path) > 0) {
        if (part(line)) { banner(find(quoted(line), path), c); text_of(find(quoted(line), path)); continue }
        if (line ~ /^# *include "/ || line ~ /^# *define _[A-Z_]*SOURCE/) continue
        if (line ~ /^# *if/) depth++
        if (line ~ /^# *endif/) depth--
        if (line ~ /^# *include </ && !depth) continue
        if (line ~ /^# *define /) {
            name = line
            sub(/^# *define */, "", name); sub(/[^A-Za-z_0-9].*/, "", name)
            ends = ends "#undef " name "\n"
        }
        if (line ~ /^ *$/ && !started) continue
        started = line !~ /^ *$/
        print line >c
    }
    close(path)
}

function body(path, i, n, name, prefix)
{
    banner(path, c)
    prefix = path # the last folder and the file: two folders may have files of one name
    sub(/\.c$/, "", prefix)
    match(prefix, /[^\/]*\/[^\/]*$/)
    prefix = substr(prefix, RSTART)
    gsub(/[^A-Za-z_0-9]/, "_", prefix)
    ends = ""
    n = split(all[path], name, " ")
    for (i = 1; i <= n; i++)
        if (count[name[i]] > 1) {
            print "#define " name[i] " " prefix "_" name[i] >c
            ends = ends "#undef " name[i] "\n"
        }
    text_of(path)
    printf "%s", ends >c
}

# The private headers of a file and of its parts.
function headers(path, line)
{
    while ((getline line <path) > 0)
        if (part(line)) headers(find(quoted(line), path))
        else if (line ~ /^# *include "/ && quoted(line) !~ /^sipfsm\//) header(find(quoted(line), path), c)
    close(path)
}

BEGIN {
    while ((getline line <list) > 0) {
        split(line, word, " ")
        floors[++files] = word[1]
        file[files] = substr(line, length(word[1]) + 2)
    }
    if (!files) fail("nothing in " list)
    for (i = 1; i <= files; i++) {
        dir = file[i]
        sub(/[^\/]*$/, "", dir)
        if (!(dir in known)) {
            known[dir] = 1
            dir_of[++dirs] = dir
            if (index(dir, root "runtime/") == 1) dir_of[++dirs] = dir "include/"
        }
    }
    dir_of[++dirs] = generated
    dir_of[++dirs] = generated "msg/include/"
    for (i = 1; i <= files; i++) survey(file[i], file[i])
    while ((getline line <(root "LICENSE")) > 0) licence = licence (line == "" ? " *" : " * " line) "\n"
    top = "/* sipfsm " version ", joined from many files by `make dist`: change those, not this.\n *\n" licence " */\n"

    printf "%s#ifndef SIPFSM_AMALGAMATION_H\n#define SIPFSM_AMALGAMATION_H\n\n#define SIPFSM_VERSION \"%s\"\n", top, version >h
    n = split(publics(), public, "\n")
    for (i = 1; i < n; i++) header(public[i], h)

    printf "%s", top >c
    print "" >c
    for (name in features) sorted[++m] = name
    for (i = 1; i <= m; i++) for (j = i + 1; j <= m; j++) if (sorted[j] < sorted[i]) { t = sorted[i]; sorted[i] = sorted[j]; sorted[j] = t }
    for (i = 1; i <= m; i++) printf "#ifndef %s\n#define %s\n#endif\n", sorted[i], sorted[i] >c
    printf "#include \"sipfsm.h\"\n\n%s", systems >c
    for (i = 1; i <= files; i++) headers(file[i])
    print "\n/* What this core is made of, by name: for tracers. Say SIPFSM_NAMES where sipfsm.c is compiled, and here. */" >h
    printf "#ifdef SIPFSM_NAMES\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n%s#ifdef __cplusplus\n}\n#endif\n#endif\n\n#endif\n", tables >h

    for (i = 1; i <= files; i++) {
        named = floors[i] ~ /_names$/
        made_by_tool = index(file[i], generated) == 1
        if (named) print "\n#ifdef SIPFSM_NAMES" >c
        if (made_by_tool) printf "\n#ifdef __GNUC__ /* Ragel declares more than it uses, and falls from state to state */\n#pragma GCC diagnostic push\n#pragma GCC diagnostic ignored \"-Wunused-const-variable\"\n#pragma GCC diagnostic ignored \"-Wunused-variable\"\n#pragma GCC diagnostic ignored \"-Wimplicit-fallthrough\"\n#endif\n" >c
        body(file[i])
        if (made_by_tool) print "\n#ifdef __GNUC__\n#pragma GCC diagnostic pop\n#endif" >c
        if (named) print "#endif" >c
    }
}

# The public headers of every floor that is joined, in the order of the floors.
function publics(i, text, cmd, line, floor, done)
{
    for (i = 1; i <= files; i++) {
        floor = floors[i]
        sub(/_names$/, "", floor)
        if (floor in done) continue
        done[floor] = 1
        cmd = "ls \"" root "runtime/" floor "/include/sipfsm/\"*.h 2>/dev/null"
        while ((cmd | getline line) > 0) text = text line "\n"
        close(cmd)
    }
    return text
}
END { if (failed) exit 1 }' </dev/null
mv "$out/sipfsm.h.part" "$out/sipfsm.h"
mv "$out/sipfsm.c.part" "$out/sipfsm.c"
