#!/bin/sh
# search_test.sh FSMGEN LADDER MUTATE WORK: what the searches find by themselves is found, what they do not is not, and a search that
# did not run finds nothing. On the smallest model; from the source root.
fsmgen=$1 ladder=$2 mutate=$3 work=$4
command -v spin >/dev/null || { echo "spin is not here"; exit 77; }
export MODELS=non_invite_pair
failed=0
fail() { echo "FAILED: $*"; failed=1; }

rm -rf "$work"
mkdir -p "$work/src/tests" "$work/bin" || exit 1
work=$(cd "$work" && pwd)
cp -r fsm "$work/src" && cp -r tests/model tests/mutation "$work/src/tests" || exit 1
cd "$work/src" || exit 1
model=tests/model/non_invite_pair.pml
sed '/| reliable/d' tests/model/models.txt >../models.txt # half of the time
cp ../models.txt tests/model/models.txt

# mutants MACHINE TEXT SAYS ...: what mutate says of those that have TEXT
mutants() {
    machine=$1 text=$2
    shift 2
    "$mutate" "$fsmgen" . --without walks,flows,simulator --search "$ladder" --only "$text" "$machine" >../said 2>&1
    for says; do grep -qF -- "$says" ../said || { fail "of $machine, '$text': '$says' is not in"; cat ../said; }; done
}
# asked STATUS SAYS MACHINE TABLE: how search.sh ends, and what it says
asked() {
    said=$(sh tests/mutation/search.sh "$fsmgen" "$ladder" "$work/one" "$3" "$4" 2>&1)
    status=$?
    case $status$said in "$1$2"*) ;; *) fail "$3, $4: ends with $status: $said; not with $1: $2" ;; esac
}

# Six that the search finds, and one that it does not: in the model a response is what is kept, whichever action sends it.
row='non_invite_server: Proceeding | request | :'
mutants non_invite_server 'Proceeding | request' "search: $row ignored: found: repeat_is_answered (non_invite_pair UDP safety)" \
    "search: $row  operation 1 dropped: found: repeat_is_answered" "search: $row  operation 1 doubled: found: sent_once" \
    "search: $row swapped with send_1xx: not found: 2 searches hold" "survives: $row swapped with send_1xx" \
    'search asked of  7, found  6, could not search  0' ' 1 survive'

good=fsm/transaction/non_invite_client.fsm bad=../bad.fsm
sed '/^| Trying .* r2xx_6xx /s/ Completed / Proceeding /' $good >$bad
cmp -s $good $bad && fail "the change of $good changes nothing"
asked 3 'not found: ' non_invite_client $good
asked 0 'found: told_once' non_invite_client $bad
sed 's/  240 |/  241 |/' ../models.txt >tests/model/models.txt
asked 0 'found: fewer states (non_invite_pair UDP)' non_invite_client $good
cp ../models.txt tests/model/models.txt

# Nothing of this can be searched, be the table good or bad.
unset MODELS
asked 4 'could not be searched: no model has alice' alice fsm/demo/alice.fsm
export MODELS=non_invite_pair
asked 4 'could not be searched: ' nobody $good
asked 4 'could not be searched: ' non_invite_client no_such_file
asked 4 'could not be searched: ' non_invite_client tests/model/run.sh
here=$PATH
for tool in sh cp rm mkdir grep sed awk sort uniq head tail tr cat date basename timeout cc; do ln -s "$(command -v $tool)" ../bin/$tool; done
PATH=$work/bin
asked 4 'could not be searched: spin is missing' non_invite_client $bad
PATH=$work/bin:$here

# tool NAME: a tool of that name does what is read; what was linked there is not written to
tool() { rm -f ../bin/$1; { echo '#!/bin/sh'; cat; } >../bin/$1; chmod +x ../bin/$1; }
tool spin <<'EOF'
exit 1
EOF
asked 4 'could not be searched: non_invite_pair: cannot be made' non_invite_client $bad
tool spin <<'EOF'
sleep 60
EOF
export LIMIT_S=0.3
asked 4 'could not be searched: not within 0.3 s' non_invite_client $bad
unset LIMIT_S
tool spin <<'EOF'
exit 0
EOF
# pan WHAT: cc makes a pan that does this
pan() { printf '%s\n' "cat >pan <<'EOF'" '#!/bin/sh' "$1" EOF 'chmod +x pan' | tool cc; }
for what in 'kill -9 $$' 'echo "pan: out of memory"; echo "errors: 0"; echo "seen rest 1"' 'echo "errors: 0"' \
    'echo "pan:1: block in d_step seq (at depth 9)"; echo "errors: 1"'; do
    pan "$what"
    asked 4 'could not be searched: ' non_invite_client $bad
done
pan 'echo "errors: 0"; echo "seen message 0 b 200 OK"; echo "seen rest 1"'
asked 0 'found: VACUOUS: never delivered: b 200 OK' non_invite_client $bad
rm ../bin/spin ../bin/cc

cp $model ../model.pml
echo 'no Promela' >>$model
asked 4 'could not be searched: non_invite_pair: cannot be made' non_invite_client $bad
mutants non_invite_client 'Trying | r2xx_6xx | else: goes to Proceeding' 'its mutants are not searched' 'found  0, could not search  1' ' 1 survive'
# A model that fails of itself finds something in every table.
sed 's/^#define client_told_final .*/#define client_told_final 0/' ../model.pml >$model
mutants non_invite_client 'Trying | r2xx_6xx | else: goes to Proceeding' 'its mutants are not searched' 'found  0, could not search  1' ' 1 survive'
exit $failed
