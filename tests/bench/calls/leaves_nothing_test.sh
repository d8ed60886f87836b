#!/bin/sh
# leaves_nothing_test.sh BENCH_IDLE SIPFSM: a benchmark that gives up leaves no server behind.
set -u
d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT

# The program that is started tells its process, and becomes the server.
"$1" 10 sh -c 'echo $$ >"$1/pid"; exec "$2" serve --listen tcp:127.0.0.1:PORT --quiet' sh "$d" "$2" 2>"$d/error" &&
    { echo "bench_idle has not failed"; exit 1; }
read -r pid <"$d/pid" || { cat "$d/error"; echo "no server was started"; exit 1; }
grep -q TLS "$d/error" || { cat "$d/error"; echo "it has failed for another reason"; exit 1; }
tries=0
while kill -0 "$pid" 2>/dev/null && ! grep -q ') Z' "/proc/$pid/stat"; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { kill -9 "$pid"; echo "the server goes on"; exit 1; }
    sleep 0.05
done
