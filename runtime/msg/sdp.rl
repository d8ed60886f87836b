/* Session descriptions (RFC 8866): the value of each line, its addresses, and the order of lines. */
#include "sdp_line.h"

/* ---- One value ---- */

%%{
    machine sf_sdp_value;
    alphtype unsigned char;
    include core "rules/core.rl";
    include sdp "rules/sdp.rl";

    action begin { mark = p; }
    action end   { line->part[parts++] = sf_view_of(base, mark, p); }
    action run   { p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action rest  { p = pe - 1; } # sdp.c has seen to it that no NUL, CR or LF is in a line
    action number {
        number = 0;
        digits = 0;
    }
    action digit {
        number = number * 10 + (uint64_t)(*p - '0');
        if (++digits > SF_LIMIT_SDP_DIGITS) {
            line->too_large = true;
            bad = p;
            fbreak;
        }
    }
    action small_digit {
        if (!sf_number_digit(&number, *p, 65535)) {
            bad = p;
            fbreak;
        }
    }
    action unit {
        number *= *p == 'd' ? 86400 : *p == 'h' ? 3600 : *p == 'm' ? 60 : 1;
    }
    action number_end {
        if (numbers < 3)
            line->number[numbers++] = number;
    }

    long_token  = ( ( alphanum | [\-.!%*_+`'~] ) @run | token_char )+;
    number      = DIGIT+ >number $digit %number_end;
    port        = DIGIT+ >number $small_digit %number_end;
    some_time   = ( "0" | time ) >number $digit %number_end;
    typed_time  = DIGIT+ >number $digit ( fixed_len_time_unit @unit )? %number_end;
    interval    = integer >number $digit ( fixed_len_time_unit @unit )? %number_end;
    zone_offset = "-"? typed_time;

    line_v    := number;
    line_o    := username >begin %end SP DIGIT+ >begin %end SP DIGIT+ >begin %end SP nettype >begin %end SP
                   addrtype >begin %end SP non_ws_string >begin %end;
    line_text := byte_string >rest;
    line_u    := uri_reference;
    line_e    := email_address;
    line_p    := phone_number;
    line_c    := nettype >begin %end SP addrtype >begin %end SP non_ws_string >begin %end;
    line_b    := bwtype >begin %end ":" number;
    line_t    := some_time SP some_time;
    line_r    := interval SP typed_time SP ( typed_time ( SP typed_time )* ) >begin %end;
    line_z    := some_time SP zone_offset ( SP some_time SP zone_offset )*;
    line_m    := media >begin %end SP port ( "/" ( integer >number $small_digit %number_end ) )? SP proto >begin %end SP
                   ( fmt ( SP fmt )* ) >begin %end;
    line_a    := long_token >begin %end ( ":" byte_string >begin >rest %end )?;

    value_rtpmap  := zero_based_integer >begin >number $small_digit %end %number_end SP long_token >begin %end "/"
                     integer >number $digit %number_end ( "/" integer >number $small_digit %number_end )?;
    value_fmtp    := fmt >begin %end SP byte_string >begin >rest %end;
    value_real    := non_zero_int_or_real;
    value_integer := zero_based_integer >number $digit;
    write data;
}%%

/* Where the rule begins. */
static int start_of(int rule)
{
    switch (rule) {
    case 'v': return sf_sdp_value_en_line_v;
    case 'o': return sf_sdp_value_en_line_o;
    case 'u': return sf_sdp_value_en_line_u;
    case 'e': return sf_sdp_value_en_line_e;
    case 'p': return sf_sdp_value_en_line_p;
    case 'c': return sf_sdp_value_en_line_c;
    case 'b': return sf_sdp_value_en_line_b;
    case 't': return sf_sdp_value_en_line_t;
    case 'r': return sf_sdp_value_en_line_r;
    case 'z': return sf_sdp_value_en_line_z;
    case 'm': return sf_sdp_value_en_line_m;
    case 'a': return sf_sdp_value_en_line_a;
    case SF_SDP_RTPMAP: return sf_sdp_value_en_value_rtpmap;
    case SF_SDP_FMTP: return sf_sdp_value_en_value_fmtp;
    case SF_SDP_REAL: return sf_sdp_value_en_value_real;
    case SF_SDP_INTEGER: return sf_sdp_value_en_value_integer;
    default: return sf_sdp_value_en_line_text;
    }
}

bool sf_sdp_line_match(int rule, const char *base, struct sf_view value, struct sf_sdp_line *line, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *eof = pe, *mark = p, *bad = NULL;
    unsigned parts = 0, numbers = 0, digits = 0;
    uint64_t number = 0;
    int cs = start_of(rule);
    memset(line, 0, sizeof *line);
    %% write exec;
    if (!bad && cs >= sf_sdp_value_first_final && p == pe)
        return true;
    *at = (uint32_t)((bad ? bad : p) - (const sf_byte *)base);
    return false;
}

/* ---- Addresses ---- */

%%{
    machine sf_sdp_address;
    alphtype unsigned char;
    include core "rules/core.rl";
    include sdp "rules/sdp.rl";

    action end   { end = p; }
    action ttl   {
        number = number * 10 + (uint64_t)(*p - '0');
        if (number > 255) {
            bad = p;
            fbreak;
        }
        connection->ttl = (int32_t)number;
    }
    action count {
        number = number * 10 + (uint64_t)(*p - '0');
        if (number > UINT32_MAX) {
            bad = p;
            fbreak;
        }
        connection->count = (uint32_t)number;
    }
    action number { number = 0; }

    numaddr = integer >number $count;
    IP4_ttl = ( POS_DIGIT DIGIT{0,2} | "0" ) >number $ttl;

    origin_ip4 := IP4_address | FQDN;
    origin_ip6 := IP6_address | FQDN;
    ip4        := IP4_address | IP4_group "/" @end IP4_ttl ( "/" numaddr )? | FQDN;
    ip6        := IP6_address ( "/" @end numaddr )? | FQDN;
    write data;
}%%

bool sf_sdp_address_match(bool origin, const char *base, struct sf_sdp_connection *connection, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + connection->address.at, *pe = p + connection->address.len, *first = p, *end = pe, *bad = NULL;
    struct sf_str nettype = sf_view_str(base, connection->nettype), addrtype = sf_view_str(base, connection->addrtype);
    uint64_t number = 0;
    bool ip6 = sf_str_equal(addrtype, SF_STR("IP6"));
    connection->ttl = -1;
    connection->count = 1;
    if (!sf_str_equal(nettype, SF_STR("IN")) || (!ip6 && !sf_str_equal(addrtype, SF_STR("IP4"))))
        return true; /* extn-addr */
    int cs = ip6 ? origin ? sf_sdp_address_en_origin_ip6 : sf_sdp_address_en_ip6
        : origin ? sf_sdp_address_en_origin_ip4 : sf_sdp_address_en_ip4;
    %% write exec;
    struct sf_str address = {(const char *)first, (size_t)(end - first)};
    bool slash = end < pe;
    if (!bad && (cs < sf_sdp_address_first_final || p != pe))
        bad = p;
    if (!bad && ip6 && memchr(address.p, ':', address.len) && !sf_ipv6_match(address))
        bad = first;
    if (!bad && ip6 && slash && !sf_str_equal_nocase((struct sf_str){address.p, 2}, SF_STR("FF")))
        bad = end; /* several addresses in a row are of a group */
    if (bad) {
        *at = (uint32_t)(bad - (const sf_byte *)base);
        return false;
    }
    connection->address = sf_view_of(base, first, end);
    return true;
}

/* ---- The order ---- */

%%{
    machine sf_sdp_order;
    alphtype unsigned char;
    include core "rules/core.rl";
    include sdp "rules/sdp.rl";

    main := session_description;
    write data;
}%%

int sf_sdp_order_begin(void)
{
    return sf_sdp_order_start;
}

int sf_sdp_order_step(int state, char type)
{
    const sf_byte letter = (sf_byte)type, *p = &letter, *pe = p + 1;
    int cs = state;
    %% write exec;
    return cs;
}

bool sf_sdp_order_may_end(int state)
{
    return state >= sf_sdp_order_first_final;
}
