/* The answer section of a message of DNS, as records. */
#ifndef SIPFSM_DNS_MESSAGE_H
#define SIPFSM_DNS_MESSAGE_H

#include "sipfsm/dns.h"

#define SF_DNS_MESSAGE_RECORDS 128 /* that are read of one message */
#define SF_DNS_MESSAGE_TEXTS (5 * SF_DNS_MESSAGE_RECORDS)

struct sf_dns_message {
    struct sf_dns_answer answer;
    struct sf_dns_record record[SF_DNS_MESSAGE_RECORDS];
    char *text[SF_DNS_MESSAGE_TEXTS]; /* of c-ares */
    unsigned texts;
};

/* Reads a message of `length` bytes. False: it is cut short or malformed; what was read before is
 * there all the same. In either case sf_dns_message_free. */
bool sf_dns_message_read(struct sf_dns_message *message, const unsigned char *bytes, int length);
void sf_dns_message_free(struct sf_dns_message *message);

#endif
