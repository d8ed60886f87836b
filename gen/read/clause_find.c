/* Looking things up in a list of clauses. */
#include "read/clauses.h"

#include <string.h>

const struct fg_clause *fg_clauses_find(const struct fg_clauses *clauses, const char *text)
{
    for (size_t i = 0; clauses && i < clauses->list.count; i++)
        if (strcmp(clauses->list.at[i].text, text) == 0)
            return &clauses->list.at[i];
    return NULL;
}

bool fg_clauses_know(const struct fg_clauses *clauses, const char *text)
{
    bool known = fg_clauses_find(clauses, text) != NULL;
    for (size_t i = 0; clauses && i < clauses->musts.count && !known; i++)
        known = strcmp(clauses->musts.at[i].of.text, text) == 0;
    return known;
}

bool fg_clauses_name(const struct fg_clauses *clauses, const char *text)
{
    bool named = fg_clauses_know(clauses, text);
    for (size_t i = 0; i < clauses->sections.count && !named; i++)
        named = strcmp(clauses->sections.at[i].of.text, text) == 0;
    return named;
}

const struct fg_document *fg_clauses_document(const struct fg_clauses *clauses, const char *text)
{
    size_t length = strcspn(text, ":");
    for (size_t i = 0; clauses && i < clauses->documents.count; i++)
        if (strlen(clauses->documents.at[i].name) == length &&
            memcmp(clauses->documents.at[i].name, text, length) == 0)
            return &clauses->documents.at[i];
    return NULL;
}
