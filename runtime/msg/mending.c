/* sipfsm msg: the message that is being mended. See mending.h. */
#include "mending.h"

static void mend_put(struct sf_mending *mend, const char *p, size_t count)
{
    if (count > mend->size - mend->n) {
        mend->full = mend->crowded = true;
        return;
    }
    if (count)
        memcpy(mend->out + mend->n, p, count);
    mend->n += count;
}

void sf_mend_keep(struct sf_mending *mend, const char *p, const char *pe)
{
    size_t count = (size_t)(pe - p);
    if (mend->at >= mend->n && mend->at - mend->n < count)
        mend->origin = (size_t)(p - mend->bytes) + mend->at - mend->n;
    mend_put(mend, p, count);
}

void sf_mend_insert(struct sf_mending *mend, const char *text, size_t count, const char *source)
{
    if (mend->at >= mend->n && mend->at - mend->n < count)
        mend->origin = (size_t)(source - mend->bytes);
    mend_put(mend, text, count);
}

struct sf_mend_mark sf_mend_mark(const struct sf_mending *mend)
{
    return (struct sf_mend_mark){mend->n, mend->origin, mend->done, mend->full};
}

void sf_mend_take_back(struct sf_mending *mend, struct sf_mend_mark mark)
{
    mend->n = mark.n;
    mend->origin = mark.origin;
    mend->done = mark.done;
    mend->full = mark.full;
}
