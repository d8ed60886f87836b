/* sipfsm msg: numbers. */
#include "scan.h"

bool sf_number_of(struct sf_str text, uint64_t max, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!sf_is_digit((sf_byte)text.p[i]) || !sf_number_digit(number, (sf_byte)text.p[i], max))
            return false;
    return text.len > 0;
}
