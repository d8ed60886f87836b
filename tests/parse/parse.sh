#!/bin/sh
# parse.sh CASE SIPFSM JSON_CHECK FOLDER: one case of the tests of sipfsm parse. What is printed is compared with FOLDER/*.txt and *.json;
# with UPDATE=1 in the environment those are written instead.
set -u
case=$1 sipfsm=$2 json_check=$3 golden=$4
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
cd "$work" || exit 1

fail() {
    echo "FAILED: $*"
    for file in out err; do
        echo "--- $file"
        head -c 4000 "$work/$file"
    done
    exit 1
}

# run STATUS ARGUMENT...: runs sipfsm parse, keeps what it prints in out and err
run() {
    wanted=$1
    shift
    "$sipfsm" parse "$@" >out 2>err
    got=$?
    [ "$got" = "$wanted" ] || fail "sipfsm parse $*: exit status $got, not $wanted"
}

# same NAME: out and err are what NAME holds
same() {
    cat out err >both
    if [ "${UPDATE:-}" ]; then
        cp both "$golden/$1"
    else
        cmp -s both "$golden/$1" || { diff "$golden/$1" both; fail "not as in $1"; }
    fi
}

is_json() {
    "$json_check" <out || fail "not JSON, a line of it for each message"
}

# message FILE BODY: an INVITE with every kind of part, and a body whose length is right
message() {
    printf "$2" >body
    {
        printf 'INVITE sip:%%62en@example.org;user=phone;transport=tcp SIP/2.0\r\n'
        printf 'Via: SIP/2.0/UDP pc.example.com:5060;branch=z9hG4bK1;rport, SIP/2.0/TCP [2001:db8::1];received=192.0.2.1\r\n'
        printf 'Max-Forwards: 70\r\nf: "Ann \303\251 \\"x\\"" <sip:ann@example.com>;tag=a1\r\nTo: <tel:+1-201-555;ext=5>\r\n'
        printf 'Call-ID: c1@pc.example.com\r\nCSeq: 1 INVITE\r\n'
        printf 'Contact: <sip:ann@pc.example.com;lr?Subject=a>;q=0.5;expires=60\r\na: *;audio\r\n'
        printf 'User-Agent: Soft/1.0 (x) lib\r\nDate: Sat, 13 Nov 2010 23:29:00 GMT\r\nX-Odd: \377\200 x\r\n'
        printf 'Authorization: Digest username="ann", realm="a", nonce="b", uri="sip:x", response="r", nc=00000001\r\n'
        printf 'Supported: 100rel,\r\n timer\r\nContent-Type: application/sdp\r\nContent-Length: %s\r\n\r\n' "$(wc -c <body | tr -d ' ')"
        cat body
    } >"$1"
}

sdp='v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 224.2.1.1/127/3\r\nb=AS:64\r\nt=0 0\r\na=recvonly\r\nm=audio 4000/2 RTP/AVP 0 8\r\ni=x\r\na=rtpmap:0 PCMU/8000\r\n'
short='OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n'

# multipart FILE BODY: a MESSAGE of several parts
multipart() {
    printf '%b' "$2" >body
    {
        printf 'MESSAGE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\n'
        printf 'CSeq: 1 MESSAGE\r\nContent-Type: multipart/mixed;boundary="x"\r\nContent-Length: %s\r\n\r\n' "$(wc -c <body | tr -d ' ')"
        cat body
    } >"$1"
}

case $case in
good)
    message good.sip "$sdp"
    run 0 good.sip
    same good.txt
    ;;
bad)
    message good.sip "$sdp"
    sed 's/<sip:ann@example.com>/<sip:ann@exa mple.com>/' good.sip >from.sip
    sed 's/Content-Length: .*/Content-Length: 9999\r/' good.sip >body.sip
    sed 's/t=0 0/t=0 x/' good.sip >sdp.sip
    sed 's/nc=00000001/nc=1/' good.sip >deep.sip
    sed '/^CSeq/d' good.sip >missing.sip
    sed 's/CSeq: 1 INVITE/CSeq: 1 BYE/' good.sip >method.sip
    head -c 300 good.sip >cut.sip
    tr -d '\r' <good.sip >lf.sip
    { printf "$short"'Subject: '; head -c 500 /dev/zero | tr '\0' a; printf '\303\251\001\303\251'; head -c 500 /dev/zero | tr '\0' b; printf '\r\n\r\n'; } >long.sip
    printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' >http.sip
    printf '\r\n\r\n' >ping.sip
    multipart parts.sip '--x\r\nContent-Type: application/sdp\r\n\r\nv=1\r\n\r\n--x--\r\n'
    run 1 --strict parts.sip
    grep -q 'SDP version not supported' out || fail 'a session description in a part is not looked at'
    multipart parts.sip '--x\r\n\r\na\r\n--y--\r\n'
    sed '1s/ [^ ]* SIP/ tel:201-555;ext=5 SIP/' good.sip >local.sip
    for file in parts from body sdp deep missing method cut lf long http ping local; do
        run 1 --strict $file.sip
        cat out
    done >all
    mv all out
    : >err
    same bad.txt
    for file in from body missing method cut lf long http ping local; do # errors without --strict too
        run 1 $file.sip
    done
    # What a peer wrote never reaches a terminal as a control character: nor those of two bytes.
    sed "s/<sip:ann@example.com>/$(printf '\302\233')31m<sip:a b>/" good.sip >control.sip
    run 1 control.sip
    grep -q "$(printf '\302\233')" out && fail 'a control character is shown'
    sed "s/X-Odd: /X-Odd: $(printf '\302\233')31m/" good.sip >control.sip
    run 0 --json control.sip
    grep -q "$(printf '\302\233')" out && fail 'a control character is in the JSON'
    grep -q 'u009b31m' out || fail 'a control character is not escaped in the JSON'
    run 0 --level 1 deep.sip sdp.sip
    ;;
json)
    message good.sip "$sdp"
    run 0 --json good.sip
    is_json
    same good.json
    # What passwords could be guessed from is shown only if that is asked for.
    printf 'REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\nAuthorization: Digest username="ann", realm="r", nonce="n", uri="sip:a", response="0123abcd"\r\nProxy-Authorization: Basic c2VjcmV0\r\nProxy-Authorization: Basic secret="secret"\r\nAuthentication-Info: rspauth="0123abcd"\r\nContent-Length: 0\r\n\r\n' >secret.sip
    for options in "" --stream --tolerate=all; do
        run 0 --json $options secret.sip
        is_json
        grep -q 'ann.*"response":"\*\*\*\*' out || fail "the response is not hidden"
        grep -q '0123abcd\|c2Vj\|secret=\|"secret"' out && fail "a secret is shown"
        run 0 --json --show-credentials $options secret.sip
        grep -q '"response":"0123abcd".*c2VjcmV0.*"secret".*"rspauth":"0123abcd"' out || fail "they are not shown"
    done
    printf 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=1\r\nFrom: <sip:a@b>\r\nTo: "\\\\\\"" <http://x/?y#z>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nExpires: soon\r\nContent-Length: 6\r\n\r\n\000\r\n\t"\\' >odd.sip
    run 1 --json odd.sip
    is_json
    same odd.json
    multipart parts.sip "--x\r\nContent-Type: application/sdp\r\n\r\n$sdp\r\n--x\r\nContent-Type: multipart/alternative;boundary=y\r\n\r\n--y\r\n\r\na\r\n--y--\r\n--x--\r\n"
    run 0 --json parts.sip
    is_json
    same parts.json
    head -c 100 good.sip >cut.sip
    run 1 --json cut.sip
    is_json
    same cut.json
    head -c 70000 /dev/urandom >noise.sip
    run 1 --json noise.sip
    is_json
    ;;
several)
    message good.sip "$sdp"
    printf 'nothing of SIP' >bad.sip
    run 1 good.sip bad.sip good.sip
    same several.txt
    run 0 good.sip good.sip
    [ "$(wc -l <out)" = 2 ] || fail "two files, two verdicts"
    run 1 --json good.sip bad.sip
    is_json
    [ "$(wc -l <out)" = 2 ] || fail "two files, two lines"
    cp good.sip ./-odd.sip
    run 0 -- -odd.sip
    ;;
stdin)
    message good.sip "$sdp"
    run 0 - <good.sip
    same stdin.txt
    sed 's/Max-Forwards: 70/Max-Forwards: x/' good.sip >bad.sip
    run 1 - <bad.sip
    grep -q '^<stdin>:3:15: error: ' out || fail "the place in standard input"
    ;;
sizes)
    : >empty.sip
    run 1 empty.sip
    same empty.txt
    { printf "$short"'\r\n'; head -c 66000 /dev/zero; } >huge.sip
    run 1 huge.sip
    grep -q 'SF_LIMIT_MESSAGE_BYTES' out || fail "past the limit of a message"
    grep -q 'at most 65535 bytes' out || fail "the limit in words"
    head -c 3000000 /dev/zero >zeros.sip
    run 1 zeros.sip
    run 1 --json zeros.sip
    is_json
    run 1 --stream zeros.sip
    [ "$(wc -c <out)" -lt 1000 ] || fail "a verdict is short"
    ;;
unreadable)
    message good.sip "$sdp"
    run 2 nowhere.sip
    same missing.txt
    mkdir folder
    run 2 folder
    same folder.txt
    run 2 good.sip nowhere.sip # what can be read gets its verdict all the same
    grep -q '^good.sip: ok$' out || fail "the verdict of the one that can be read"
    ;;
stream)
    message one.sip "$sdp"
    { cat one.sip; printf '\r\n\r\n'; printf "$short"'Content-Length: 0\r\n\r\n'; } >two.stream
    run 0 --stream two.stream
    same stream.txt
    run 0 --json --stream two.stream
    is_json
    [ "$(wc -l <out)" = 2 ] || fail "two messages, two lines"
    { cat one.sip; sed 's/Max-Forwards: 70/Max-Forwards: 256/' one.sip; } >bad.stream
    run 1 --stream bad.stream
    same stream_bad.txt
    { cat one.sip; printf "$short"'\r\n'; } >endless.stream
    run 1 --stream endless.stream
    same stream_endless.txt
    head -c 600 two.stream >cut.stream
    run 1 --stream cut.stream
    same stream_cut.txt
    # What the framing finds: can it be answered, and what becomes of the rest?
    printf "$short"'\r\n' >missing.stream
    printf "$short"'\r\n' | sed '1s/.*/SIP\/2.0 200 OK\r/' >response.stream
    printf "$short"'\r\n' | sed '/^CSeq/d' >unreadable.stream
    printf "$short"'Content-Length: 5, 5\r\n\r\n' >malformed.stream
    { printf "$short"'Content-Length: 70000\r\n\r\n'; head -c 70000 /dev/zero; printf "$short"'Content-Length: 1\r\n\r\n'; } >large.stream
    printf "$short"'Content-Length: 7\r\n\r\nabc' >body.stream
    printf "$short"'Content-Length: x\r\nX' >early.stream
    tr -d '\r' <missing.stream >lf.stream
    printf 'GET / HTTP/1.1\r\n\r\n' >http.stream
    for file in missing response unreadable malformed large body early lf http; do
        run 1 --stream $file.stream
        cat out
    done >all
    mv all out
    : >err
    same stream_framing.txt
    run 1 --json --stream missing.stream response.stream unreadable.stream malformed.stream large.stream body.stream early.stream lf.stream http.stream
    is_json
    same stream_framing.json
    : >empty.stream
    run 0 --stream empty.stream
    ;;
tolerate)
    printf 'INVITE  sip:*31#@h SIP/2.0 \nVia: SIP/2.0/UDP h;branch=z9hG4bK1;;rport;\nFrom: Dr. W, Jr. <sip:a@b>;tag=1\nTo: Bj\303\266rn <sip:b s@b>\nCall-ID: 1\nCSeq: 1 INVITE\nAllow: INVITE, ACK,\nRoute: sip:p;lr\nUser-Agent: Acme; build (3\nContact: <sip:a@b>\nContent-Type: text/plain\nContent-Length: 4\n\na\nb' >odd.sip
    all=line-ends,start-line,display-names,brackets,empties,user-letters,products
    run 0 --tolerate all odd.sip
    run 0 --tolerate=$all odd.sip
    grep -q '^odd.sip: ok (mended: line-ends, start-line, display-names, ' out || fail "what was mended is not told"
    run 0 --json --tolerate $all odd.sip
    is_json
    grep -q '"tolerated":\["line-ends","start-line","display-names","brackets","empties","user-letters","products"\]' out || fail "what was tolerated"
    for one in line-ends start-line display-names brackets empties user-letters products; do
        run 1 --strict --tolerate "$(echo $all | sed "s/$one//; s/,,/,/; s/^,//; s/,$//")" odd.sip
        cat out
    done >every
    mv every out
    : >err
    same tolerate.txt
    # an error behind what is mended has its place in the file
    sed 's/^Contact: .*/Expires: soon/' odd.sip >bad.sip
    run 1 --strict --tolerate all bad.sip
    grep -q '^bad.sip:10:10: error: Malformed Expires' out || fail "the place of an error behind what was mended"
    ;;
warnings)
    # What this message does not need is a warning with a name, and the message is ok; with --strict it is an error.
    warns() { # warns NAME FILE PLACE
        run 0 "$2"
        grep -q "^$2:$3: warning: .* \[$1\]\$" out || fail "no warning $1 at $3"
        tail -n 1 out | grep -q "^$2: ok" || fail "not ok at the end"
        grep -q error out && fail "an error"
        run 0 --json "$2"
        is_json
        grep -q "\"ok\":true,\"warnings\":\[{\"name\":\"$1\"," out || fail "no warning $1 in the JSON"
        run 1 --strict "$2"
        grep -q "^$2:$3: error: .* \[$1\]\$" out || fail "no error $1 at $3"
        grep -q ": ok" out && fail "ok all the same"
        run 1 --strict --json "$2"
        is_json
        grep -q "\"ok\":false,\"error\":{\"name\":\"$1\"," out || fail "no error $1 in the JSON"
    }
    errs() { # errs FILE: also without --strict
        run 1 "$1"
        grep -q "^$1:[0-9]*:[0-9]*: error: [^[]*\$" out || fail "no error"
        grep -q ": ok" out && fail "ok all the same"
        return 0
    }
    message good.sip "$sdp"
    change() { sed "$1" good.sip >"$2"; }
    run 0 --strict good.sip
    for header in 'Date: Mon' 'Expires: soon' 'Allow: ,INVITE' 'Accept: x' 'Warning: 1 x' 'Retry-After: x' 'Timestamp: x' 'Reply-To: x y' \
        'Alert-Info: x' 'Priority: a b' 'In-Reply-To: ,' 'Session-Expires: x' 'Replaces: ;' 'WWW-Authenticate: Digest'; do
        change "s/^Date: .*/$header\r/" header.sip
        warns header header.sip '11:[0-9]*'
    done
    change 's/^Supported: 100rel,/Supported: ,100rel,/' header.sip
    warns header header.sip '14:[0-9]*'
    change 's/^Content-Type: .*/Content-Type: sdp\r/' header.sip
    warns header header.sip '16:18'
    change '/^Content-Type/d' none.sip
    warns missing none.sip '17:1'
    change 's/t=0 0/t=0 x/' sdp.sip
    warns sdp sdp.sip '24:5'
    multipart parts.sip '--x\r\n\r\na\r\n--y--\r\n'
    warns multipart parts.sip '14:1'
    multipart parts.sip '--x\r\nContent-Type: application/sdp\r\n\r\nv=1\r\n\r\n--x--\r\n'
    warns sdp parts.sip '13:3'
    { cat good.sip; printf 'more'; } >left.sip
    warns left-over left.sip '29:1'
    run 0 left.sip
    grep -q "note: Content-Length is 145: 4 bytes after the body are not read" out || fail "how many are left over"
    printf "$short"'Content-Length: 0\r\n\r\n\n' >left.sip
    warns left-over left.sip '9:1'
    # Several of them, in their order, each once.
    change 's/^Date: .*/Date: x\r/; s/^User-Agent: .*/User-Agent: (\r/; s/t=0 0/t=0 x/' several.sip
    run 0 several.sip
    [ "$(sed -n 's/.* \[\(.*\)\]$/\1/p' out | tr '\n' ' ')" = 'header header sdp ' ] || fail "three warnings"
    # The same header where it is needed, and where it is not.
    printf "$short"'Contact: <\r\nRecord-Route: <\r\nProxy-Require: ,\r\nRequire: ;\r\n\r\n' >options.sip
    as() { sed "s/OPTIONS/$1/; $2" options.sip | awk -v keep="^($3)" '!/^(Contact|Record-Route|Proxy-Require|Require|Route)/ || $0 ~ keep' >as.sip; }
    for method in INVITE SUBSCRIBE REFER NOTIFY UPDATE REGISTER; do
        as $method '' Contact
        errs as.sip
    done
    for method in OPTIONS BYE CANCEL ACK MESSAGE; do
        as $method '' Contact
        warns header as.sip '7:[0-9]*'
    done
    as INVITE '' Record-Route
    errs as.sip
    as BYE '' Record-Route
    warns header as.sip '7:[0-9]*'
    for header in Proxy-Require Require; do
        as INVITE '' $header
        errs as.sip
        as CANCEL '' $header
        warns header as.sip '7:[0-9]*'
    done
    for status in 180 200; do # a final response that ends the attempt is taken whatever is in it
        as INVITE "1s/.*/SIP\/2.0 $status x\r/" 'Contact|Record-Route'
        errs as.sip
    done
    for status in 302 486 603; do
        as INVITE "1s/.*/SIP\/2.0 $status x\r/" 'Contact|Record-Route'
        run 0 as.sip
        [ "$(grep -c 'warning: .* \[header\]$' out)" = 2 ] || fail "two warnings in $status"
    done
    printf "$short"'\r\n' | sed '1s/.*/SIP\/2.0 401 x\r/' >401.sip
    warns missing 401.sip '7:1'
    printf "$short"'\r\n' | sed 's/OPTIONS/REFER/' >refer.sip
    errs refer.sip
    # Of a stream: messages with warnings are ok, and counted.
    message one.sip "$sdp"
    { sed 's/^Date: .*/Date: x\r/' one.sip; cat one.sip; } >two.stream
    run 0 --stream two.stream
    tail -n 1 out | grep -q '^two.stream: ok (2 messages)' || fail "two messages"
    grep -q '^two.stream:11:7: warning: ' out || fail "no warning in a stream"
    run 1 --stream --strict two.stream
    { cat one.sip; sed 's/^Date: .*/Date: x\r/' one.sip; } >two.stream
    run 0 --stream two.stream
    grep -q '^two.stream:39:7: warning: ' out || fail "the place in a stream"
    ;;
valid)
    # Messages that RFC 4475 calls valid, and those that are well-formed and wrong for another reason, of our own making.
    valid() { # valid SECTION, the message on standard input, its lines without CR
        sed 's/$/\r/' >"$1.sip"
        run 0 "$1.sip"
        tail -n 1 out | grep -q "^$1.sip: ok" || fail "$1 is not ok"
    }
    valid 3.1.1.1 <<'END'
INVITE sip:clerk@desk.example.net;mood SIP/2.0
TO :
 sip:clerk@desk.example.net ;   tag    = 77a
from   : "Zo\\ \"e"  <sip:zoe@hill.example.net>
  ;
  tag = 9
MaX-fOrWaRdS: 0068
Call-ID: fold.77@hill.example.net
Content-Length   : 120
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangled:   odd
 fold ( "
X-Odd: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:one.example.net;lr;unknown=x%20y>
v:  SIP  / 2.0  / TCP     relay.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Two \"tone\"" <sip:zoe@hill.example.net> ; newparam =
      newvalue ;
  secondparam ; q = 0.33

v=0
o=zoe 29739 7272939 IN IP4 192.0.2.3
s=-
c=IN IP4 192.0.2.4
t=0 0
m=audio 49217 RTP/AVP 0 12
a=rtpmap:31 LPC
END
    valid 3.1.1.2 <<'END'
!odd_Meth-0+*%.`~' sip:1_un.~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,ok@example.com SIP/2.0
Via: SIP/2.0/TCP h1.example.com;branch=z9hG4bK-.!%66*_+`'~
To: "BEL:\" <sip:1_un.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
From: tok1~` tok2'+_ tok3*%!.- <sip:dull@example.com>;fromParam''~+*_!.-%="Ð¿";tag=_token~1'+`*%!-.
Call-ID: odd.%ZK-!.*_+'@word`~)(><:\/"][?}{
CSeq: 139122385 !odd_Meth-0+*%.`~'
Max-Forwards: 255
extensionHeader-!.%*+_`'~: text

END
    for uri in 'sip:sips%3Auser%40example.com@example.net' 'sip:null-%00-null@example.com' 'sip:%%@example.com' 'sip:user;par=u%40example.net@example.com' \
        'nobodyknows:opaque' 'soap.beep://192.0.2.103:3002' 'sips:a@b' 'tel:+1-212-5551'; do
        valid 3.1.1.3 <<END
REGISTER $(echo "$uri" | sed 's/%%/%25/') SIP/2.0
Via: SIP/2.0/UDP h;branch=z9hG4bK1, SIP/2.0/UNKNOWN h2;branch=z9hG4bK2, SIP/2.0/SCTP h3;branch=z9hG4bK3
Max-Forwards: 0
From: Caller<$(echo "$uri" | sed 's/%%/%25/')>;tag=1
To: <http://www.example.net/x?y>
Call-ID: esc
CSeq: 8 REGISTER
Contact: <sip:c@host.example.com?Route=%3Csip:sip.example.com%3E>, <sip:%00@h>
Authorization: NoOneKnowsThisScheme opaque-data=here
Accept: text/nobodyknowsthis
Require: nothingSupportsThis, nothingSupportsThisEither
Content-Type: application/unknownformat
Content-Length: 8

<audio>
END
    done
    valid 3.1.1.8 <<'END'
REGISTER sip:example.com SIP/2.0
To: sip:j@example.com
From: sip:j@example.com;tag=43251j3j324
Max-Forwards: 8
I: dblreq.0ha0
Contact: sip:j@host.example.com
CSeq: 8 REGISTER
Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
Content-Length: 0

INVITE sip:joe@example.com SIP/2.0
END
    for status in '200 = 2**3 * 5**2 \320\277\320\276 ' '100 ' '486 Busy Here'; do
        printf "SIP/2.0 $status"'\nVia: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1;received=192.0.2.198\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>;tag=2\nCall-ID: 1\nCSeq: 35 INVITE\nContact: <sip:user@host198.example.com>\nWarning: 1812 overture "In Progress"\n\n' | valid 3.1.1.12
    done
    valid 3.4.1 <<'END'
INVITE sip:UserB@example.com SIP/2.0
Via: SIP/2.0/UDP iftgw.example.com
From: <sip:+13035551111@ift.client.example.net;user=phone>
Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>
To: sip:+16505552222@ss1.example.net;user=phone
Call-ID: inv2543.1717@ift.client.example.com
CSeq: 56 INVITE
Content-Type: application/sdp

v=0
END
    body=3.1.1.11
    printf -- '--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\nHi\000\377\r\n--x\r\nContent-Type: application/octet-stream\r\n\r\n\200\000\r\n\r\n--x--' >part
    { printf 'MESSAGE sip:kumiko@example.org SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK-d;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Type: multipart/mixed;boundary=x\r\nContent-Length: %s\r\n\r\n' "$(wc -c <part | tr -d ' ')"; cat part; } >$body.sip
    run 0 --strict $body.sip
    ;;
stream_memory)
    # A stream is read a message at a time: 40 MB of it in 64 MB of address space, where the machine can limit that.
    message one.sip "$sdp"
    head -c 60000 /dev/zero | tr '\0' a >body
    { printf "$short"'Content-Type: text/plain\r\nContent-Length: 60000\r\n\r\n'; cat body; } >large.sip
    i=0
    while [ $i -lt 40 ]; do cat one.sip large.sip; i=$((i + 1)); done >some
    many() { j=0; while [ $j -lt 17 ]; do cat some; j=$((j + 1)); done; }
    limit=65536
    (ulimit -v $limit && "$sipfsm" --version) >out 2>err || limit=unlimited # of a sanitizer, say
    many | (ulimit -v $limit && "$sipfsm" parse --stream -) >out 2>err
    [ "$(cat out)" = '<stdin>: ok (1360 messages)' ] || fail "not all messages in so little memory"
    # The place of what is wrong behind them, and what is left over.
    { many; printf 'rest'; } | "$sipfsm" parse --stream - >out 2>err && fail "four bytes are left over"
    lines=$(many | wc -l)
    grep -q "^<stdin>:$((lines + 1)):[0-9]*: error: Message cut short" out || fail "the place of what is left over"
    { many; printf 'rest'; } | "$sipfsm" parse --json --stream - | tail -n 1 >out
    grep -q "\"offset\":$(many | wc -c | tr -d ' ')," out || fail "the offset of what is left over"
    { many; printf 'rest'; } | "$sipfsm" parse --stream - | tail -n 1 | grep -q 'note: the input ends within this message' || fail "what is left over is not told"
    ;;
options)
    run 2
    run 2 --nonsense x
    run 2 --tolerate
    run 2 --tolerate nonsense x
    run 2 --stream --tolerate all x
    run 2 --tolerate= x
    run 2 --level 3 x
    run 2 --levels x
    grep -q 'unknown option' err || fail "an unknown option is accepted"
    run 0 --help
    grep -q '^usage: sipfsm parse' out || fail "help"
    for name in header missing sdp multipart left-over; do
        grep -q "^      $name " out || fail "$name is not in the help"
    done
    grep -q '^  --strict' out || fail "--strict is not in the help"
    for name in line-ends start-line display-names brackets empties user-letters products; do
        grep -q "^      $name " out || fail "$name is not in the help"
    done
    ;;
*)
    fail "no such case"
    ;;
esac
