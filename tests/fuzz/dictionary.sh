#!/bin/sh
# dictionary.sh ROOT TARGET: AFL's dictionary for a target, from the grammar's own names: the header list, the methods, the literals
# of grammar/rules, or the words of the table language.
set -eu
cd "$1"
{
    case $2 in
    table)
        cat gen/read/*.c | grep -o '"[a-zA-Z.|*!][a-zA-Z0-9_.|]*"' | tr -d '"' | awk 'length($0) <= 16'
        printf '%s\n' '| State | Event | Guard | Next | Actions | Spec |' '|---|---|---|---|---|---|' '| When | Answer | Spec |' '|---|---|---|' '!x:1 "why"' ' | ' '..' '500ms' '32s' '64*T1' 'else' '"text"' '3261:17.1'
        ;;
    sdp)
        sed 's/#.*//' grammar/rules/sdp.rl | grep -oE '"[^"\\]{1,24}"' | sed 's/^.//; s/.$//'
        grep -o '{"[a-z]*", [0-9]*}' runtime/msg/sdp_check.c runtime/msg/sdp_parts.c | sed 's/.*{"//; s/".*//; s/^/a=/'
        printf '%s\n' 'v=0' 'o=- 1 1 IN IP4 192.0.2.1' 's=-' 'i=' 'u=' 'e=a@b.c' 'p=+1 2' 'c=IN IP4 192.0.2.1' 'c=IN IP6 ::1' '/127/3' 'b=AS:' 't=0 0' \
            't=1000000000 ' 'r=7d 1h 0' 'z=1000000000 -1h' 'k=' 'a=rtpmap:97 L16/44100/2' 'a=fmtp:97 ' 'm=audio 1 RTP/AVP 0' '65535' '224.2.0.1/1' 'FF15::1/3'
        ;;
    multipart)
        printf '%s\n' 'multipart/mixed;boundary=b1' 'multipart/mixed; boundary="b 2"' '--b1' '--b1--' '--b2' '--b2--' 'Content-Type: ' 'Content-ID: ' \
            'Content-Disposition: session' 'Content-Transfer-Encoding: binary' 'Content-Description: ' '\"'
        ;;
    *)
        awk '/^[A-Z]/ { print $1 ": "; if ($2 != "-") print $2 ": " }' grammar/headers.txt
        awk '/^[A-Z]/ { print $1 }' grammar/methods.txt
        grep -ho 'SF_RULE("[^"]*"' runtime/msg/*.c runtime/msg/*.rl | sed 's/SF_RULE("\(.*\)"/;\1=/'
        grep -ho '{{"[a-zA-Z-]*", [0-9]*}' runtime/msg/*.c runtime/msg/*.rl | sed 's/{{"\(.*\)".*/\1/'
        cat grammar/rules/*.rl | sed 's/#.*//' | grep -oE "\"[^\"\\\\]{1,24}\"|'[^'\\\\]{1,24}'" | sed 's/^.//; s/.$//'
        printf '%s\n' 'SIP/2.0' ' SIP/2.0' 'z9hG4bK' ';branch=' ';tag=' ';rport' ';received=' ';maddr=' ';lr' ';transport=' 'SIP/2.0/UDP ' 'sip:' 'sips:' 'tel:' \
            '4294967296' '2147483648' '65536' '[::1]' '[2001:db8::1]' '%00' '\"'
        ;;
    esac
} | awk 'length($0) > 0 && !seen[$0]++ { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\"%s\"\n", $0 }'
printf '"\\x0d\\x0a"\n"\\x0d\\x0a "\n"\\x0d\\x0a\\x0d\\x0a"\n'
