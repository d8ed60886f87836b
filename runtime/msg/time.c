/* sipfsm msg: headers of time: 3261:20.17, 3261:20.33, 3261:20.38; 4028:4, 4028:5. */
#include "sipfsm/extensions.h"
#include "sipfsm/headers.h"

#include "typed.h"

static uint32_t digits(const char *p, unsigned count)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < count; i++)
        number = number * 10 + (uint32_t)(p[i] - '0');
    return number;
}

/* The place of a name in a list of three-letter names, which the grammar has matched. */
static unsigned name_of(const char *names, const char *p)
{
    unsigned i = 0;
    while (memcmp(names + 3 * i, p, 3) != 0)
        i++;
    return i;
}

/* Days since 1970 of a date in the Gregorian calendar; years begin in March here, so that a leap
 * day is the last day of a year. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t age = (year >= 0 ? year : year - 399) / 400, of_age = year - age * 400;
    int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return age * 146097 + of_age * 365 + of_age / 4 - of_age / 100 + of_year - 719468;
}

bool sf_date_parse(const char *base, struct sf_view value, struct sf_date *date, uint32_t *at)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct sf_head head;
    if (!sf_head_match(SF_HEAD_DATE, base, value, &head, at))
        return false;
    const char *time = base + head.part[4].at;
    uint32_t year = digits(base + head.part[3].at, 4), day = digits(base + head.part[1].at, 2);
    uint32_t hour = digits(time, 2), minute = digits(time + 3, 2), second = digits(time + 6, 2);
    unsigned month = name_of("JanFebMarAprMayJunJulAugSepOctNovDec", base + head.part[2].at) + 1;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day < 1 || day > days[month - 1] + (leap && month == 2 ? 1u : 0))
        return sf_refuse_at(at, head.part[1].at);
    if (hour > 23 || minute > 59 || second > 60)
        return sf_refuse_at(at, head.part[4].at + (hour > 23 ? 0 : minute > 59 ? 3 : 6));
    date->year = (uint16_t)year;
    date->month = (uint8_t)month;
    date->day = (uint8_t)day;
    date->weekday = (uint8_t)name_of("SunMonTueWedThuFriSat", base + head.part[0].at);
    date->hour = (uint8_t)hour;
    date->minute = (uint8_t)minute;
    date->second = (uint8_t)second;
    date->unix_s = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

bool sf_timestamp_parse(const char *base, struct sf_view value, struct sf_timestamp *timestamp,
                        uint32_t *at)
{
    struct sf_head head;
    if (!sf_head_match(SF_HEAD_TIMESTAMP, base, value, &head, at))
        return false;
    *timestamp = (struct sf_timestamp){head.part[0], head.part[1]};
    return true;
}

static const struct sf_parameter_rule retry_after_rules[] = {
    SF_RULE("duration", NUMBER, sf_retry_after, duration_s)};

bool sf_retry_after_parse(const char *base, struct sf_view value,
                          struct sf_retry_after *retry_after, uint32_t *at)
{
    struct sf_head head;
    retry_after->duration_s = -1;
    if (!sf_value_parse(SF_HEAD_RETRY_AFTER, base, value, &head, SF_RULES(retry_after_rules),
                        retry_after, &retry_after->parameters, at))
        return false;
    retry_after->comment = head.part[1];
    return sf_number_view(base, head.part[0], 0, UINT32_MAX, &retry_after->seconds, at);
}

static const struct sf_parameter_rule session_expires_rules[] = {
    SF_RULE("refresher", TOKEN, sf_session_expires, refresher_value)};

bool sf_session_expires_parse(const char *base, struct sf_view value,
                              struct sf_session_expires *expires, uint32_t *at)
{
    struct sf_head head;
    expires->refresher_value = (struct sf_view){0, 0};
    if (!sf_value_parse(SF_HEAD_DELTA, base, value, &head, SF_RULES(session_expires_rules), expires,
                        &expires->parameters, at))
        return false;
    struct sf_str refresher = sf_view_str(base, expires->refresher_value);
    expires->refresher = sf_str_equal_nocase(refresher, SF_STR("uac"))   ? SF_REFRESHER_UAC
                         : sf_str_equal_nocase(refresher, SF_STR("uas")) ? SF_REFRESHER_UAS
                                                                         : SF_REFRESHER_NONE;
    if (refresher.len && expires->refresher == SF_REFRESHER_NONE)
        return sf_refuse_at(at, expires->refresher_value.at);
    return sf_number_view(base, head.part[0], 0, UINT32_MAX, &expires->seconds, at);
}
