# HTTP requests that are no WebSocket of SIP, against `serve`: the responses to them; and pages of other origins.
#   ws.sh BUILD
. "$(dirname "$0")/../kit.sh"
peers_begin openssl.ws
peers_need node nodejs
peers_start serve "$sipfsm" serve --listen "ws:$ip:8088" --ws-origin https://phone.example --ws-origin http://localhost:8080 --ladder "$ladder"
serve=$started
peers_wait_for listening serve.log
key='Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' upgrade='Upgrade: websocket\r\nConnection: Upgrade\r\n'
version='Sec-WebSocket-Version: 13\r\n' protocol='Sec-WebSocket-Protocol: sip\r\n'
told() { # STATUS LINES, behind the request line and Host
  node "$here/openssl/raw.js" "$ip:8088" "GET / HTTP/1.1\r\nHost: $ip\r\n$2\r\n" "$(printf '\r\n\r\n')" >told.log || fail "no answer: $2"
  grep -q "^HTTP/1.1 $1" told.log || { cat told.log; fail "not $1: $2"; }
}
told '101 Switching' "$upgrade$key$version$protocol"
told '101 Switching' "$upgrade$key$version${protocol}Origin: https://phone.example\r\n"
told '101 Switching' "$upgrade$key$version${protocol}Origin: http://localhost:8080\r\n"
told '403 Forbidden' "$upgrade$key$version${protocol}Origin: https://other.example\r\n"
told '403 Forbidden' "$upgrade$key$version${protocol}Origin: null\r\n"
told '426 Upgrade Required' ''
grep -q '^Sec-WebSocket-Version: 13' told.log || fail "426 does not say which version"
told '426 Upgrade Required' "$upgrade${key}Sec-WebSocket-Version: 8\r\n$protocol"
grep -q '^Sec-WebSocket-Version: 13' told.log || fail "426 does not say which version"
told '400 Bad Request' "$upgrade$version$protocol"
told '400 Bad Request' "$upgrade$key$version"
told '400 Bad Request' "$upgrade$key${version}Sec-WebSocket-Protocol: chat\r\n"
told '431 Request Header' "Cookie: $(head -c 5000 /dev/zero | tr '\0' x)\r\n"
peers_wait_for 'a WebSocket of a page of another origin' serve.log
peers_wait_for 'a WebSocket that does not offer SIP' serve.log
peers_wait_for 'another version of WebSocket' serve.log
"$sipfsm" call "sip:bob@$ip:8088;transport=ws" --duration 50 >call.log 2>&1 || fail "call: exit status $?"
kill "$serve"
wait "$serve" || fail "serve: exit status $?"
grep -q "impossible 0" serve.log || fail "a never row was hit"
echo ok
