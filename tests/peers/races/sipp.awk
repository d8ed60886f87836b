# A race in short lines becomes a scenario of SIPp. Only what stands behind `peer uac` or `peer uas` is read.
#
#   send INVITE 1 [sdp | dir=sendonly] [branch=x] [tag=none | tag=TEXT] [uri=TEXT] [+ Header: value]...
#        a request with that CSeq number; in the dialog, once there is one. ACK of a refusal and CANCEL: the branch of their INVITE
#   send 200 a [sdp | dir=sendonly] [tag=TEXT | tag=none] [+ Header: value]...
#        a response to the request that was received `as a`; tag: of To, if the request had none there (`peer`)
#   recv INVITE [as a] [with Header: REGEXP]...      a request of ours
#   recv 180 [tag] [with Header: REGEXP]...          a response of ours; tag: our tag is taken from it
#        ` let NAME = Header: REGEXP` behind it keeps what matched, for [$NAME] later
#   recv 100? and recv BYE?                          it may come here, or not
#   pause MS
function header(name, pattern, checked) {
  actions = actions sprintf("      <ereg regexp=\"%s\" search_in=\"hdr\" header=\"%s:\" check_it=\"%s\" assign_to=\"%s\"/>\n", pattern, name,
    checked ? "true" : "false", variable)
}
function keep(name, as) { variable = as; refer(as); header(name, ".*", 0) }
function refer(as) { if (!(as in referred)) { referred[as] = 1; references = references "," as } }
function value(key,    i) { for (i = 1; i <= words; i++) if (index(word[i], key "=") == 1) return substr(word[i], length(key) + 2); return "" }
function has(key,    i) { for (i = 1; i <= words; i++) if (word[i] == key) return 1; return 0 }
function body(    dir) {
  dir = has("sdp") ? "sendrecv" : value("dir")
  if (!dir) return "Content-Length: 0\n\n"
  version++
  return "Content-Type: application/sdp\nContent-Length: [len]\n\nv=0\no=peer 1 " version " IN IP4 [local_ip]\ns=-\nc=IN IP4 [local_ip]\nt=0 0\n" \
    "m=audio 4000 RTP/AVP 0\na=" dir "\n"
}
function put(text) { out = out "  <send><![CDATA[\n" text more body() "  ]]></send>\n" }
function request(method, cseq,    branch, tag, from, to, uri) {
  branch = value("branch"); if (!branch) branch = "own" NR
  tag = value("tag"); uri = value("uri")
  if (!uri) uri = role == "uas" ? "[$target]" : "sip:" us "@[remote_ip]:[remote_port]"
  if (role == "uac") {
    from = " <sip:peer@[local_ip]:[local_port]>;tag=[pid]peer[call_number]"
    to = " <sip:" us "@[remote_ip]:[remote_port]>" (tag == "none" ? "" : tag ? ";tag=" tag : known ? ";tag=[$tag]" : "")
  } else {
    from = "[$to_a];tag=" (tag ? tag : "[pid]peer[call_number]"); to = "[$from_a]"
  }
  put(method " " uri " SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK[pid]n[call_number]" branch \
    "\nFrom:" from "\nTo:" to "\nCall-ID: [call_id]\nCSeq: " cseq " " method "\nMax-Forwards: 70\nContact: <sip:peer@[local_ip]:[local_port]>\n")
}
function response(status, as,    tag) {
  tag = value("tag"); if (!tag) tag = "[pid]peer[call_number]"
  put("SIP/2.0 " status " Peer\nVia:[$via_" as "]\nFrom:[$from_" as "]\nTo:[$to_" as "]" (tag == "none" || !fresh[as] ? "" : ";tag=" tag) \
    "\nCall-ID: [call_id]\nCSeq:[$cseq_" as "]\n" (value("contact") == "none" ? "" : "Contact: <sip:peer@[local_ip]:[local_port]>\n"))
}
{ sub(/ *#.*/, "") }
$1 == "peer" { role = $2; us = $3; next }
!role || !NF { next }
{
  line = $0; more = ""; words = 0; actions = ""
  parts = split(line, part, / (\+|with|let) /)
  words = split(part[1], word, / +/)
  if (word[1] == "") for (i = 1; i <= words; i++) word[i] = word[i + 1]
}
word[1] == "pause" { out = out "  <pause milliseconds=\"" word[2] "\"/>\n"; next }
word[1] == "send" {
  for (i = 2; i <= parts; i++) more = more part[i] "\n"
  if (word[2] ~ /^[0-9]/) response(word[2], word[3]); else request(word[2], word[3])
  next
}
word[1] == "recv" {
  optional = sub(/\?$/, "", word[2])
  for (i = 2; i <= parts; i++) {
    equals = index(part[i], " = ")
    variable = equals ? substr(part[i], 1, equals - 1) : "seen"
    if (equals) part[i] = substr(part[i], equals + 3)
    colon = index(part[i], ": ")
    refer(variable)
    header(substr(part[i], 1, colon - 1), substr(part[i], colon + 2), 1)
  }
  for (i = 3; i < words; i++) if (word[i] == "as") {
    as = word[i + 1]
    keep("Via", "via_" as); keep("From", "from_" as); keep("To", "to_" as); keep("CSeq", "cseq_" as)
    if (as == "a" && role == "uas") { refer("target"); variable = "target"; header("Contact", "sip:[^>]*", 0) }
    fresh[as] = word[2] == "INVITE" && as == "a" || has("fresh")
  }
  if (has("tag")) {
    known = 1; refer("whole"); refer("tag"); variable = "whole,tag"; header("To", "tag=([^;]*)", 0)
  }
  out = out sprintf("  <recv %s=\"%s\"%s>\n%s  </recv>\n", word[2] ~ /^[0-9]/ ? "response" : "request", word[2], optional ? " optional=\"true\"" : "",
    actions ? "    <action>\n" actions "    </action>\n" : "")
  next
}
{ print "line " NR ": what is " word[1] "?" >"/dev/stderr"; exit 1 }
END {
  if (!role) { print "no `peer`" >"/dev/stderr"; exit 1 }
  printf "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"race\">\n%s%s</scenario>\n", out,
    references ? "  <Reference variables=\"" substr(references, 2) "\"/>\n" : ""
}
