/* Two machines and a port: a courier raises events for its owner, which the registry's data say,
 * and its actions never name the shop. */
#include "courier_fsm.h"
#include "shop_cascade.h"
#include "shop_fsm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define S UINT64_C(1000000)

#define QUEUE (SF_CASCADE_EFFECTS + 1)

static struct shop shop;
static struct parcel parcel;
static struct sf_fsm_clock watch;
static struct {
    unsigned machine, event;
} queue[QUEUE];
static unsigned queued, most_queued;

/* ---- What the machines do ---- */

static void write_down(const char *text)
{
    assert_true(strlen(shop.log) + strlen(text) < sizeof shop.log);
    strcat(shop.log, text);
}

static void queue_up(unsigned machine, unsigned event)
{
    assert_true(queued < QUEUE);
    queue[queued].machine = machine;
    queue[queued++].event = event;
    most_queued = queued > most_queued ? queued : most_queued;
}

/* What the owner makes of an event of the port. */
static void tell(const struct parcel *from, unsigned port_event)
{
    unsigned owner;
    int event = shop_registry_hears(from->binding, port_event, &owner);
    if (event >= 0)
        queue_up(owner, (unsigned)event);
}

void cr_do_tell_arrived(struct parcel *from, const void *payload)
{
    (void)payload;
    tell(from, SHOP_PORT_COURIER_OWNER_ARRIVED);
}

void cr_do_tell_late(struct parcel *from, const void *payload)
{
    (void)payload;
    tell(from, SHOP_PORT_COURIER_OWNER_LATE);
}

void cr_do_tell_lost(struct parcel *from, const void *payload)
{
    (void)payload;
    tell(from, SHOP_PORT_COURIER_OWNER_LOST);
}

void sh_do_send(struct shop *of, const void *payload)
{
    (void)of;
    (void)payload;
    parcel.binding = SHOP_BIND_SHOP_DELIVERY;
}

void sh_do_fetch(struct shop *of, const void *payload)
{
    (void)of;
    (void)payload;
    parcel.binding = SHOP_BIND_SHOP_PICKUP;
}

void sh_do_book(struct shop *of, const void *payload)
{
    (void)of;
    (void)payload;
    write_down("booked ");
}

void sh_do_repay(struct shop *of, const void *payload)
{
    (void)of;
    (void)payload;
    write_down("repaid ");
}

void sh_do_take(struct shop *of, const void *payload)
{
    (void)of;
    (void)payload;
    write_down("back ");
}

/* ---- Running them ---- */

static struct sf_fsm_run run_of(unsigned machine)
{
    bool is_shop = machine == SHOP_M_SHOP;
    return (struct sf_fsm_run){.type = shop_registry_type[machine],
                               .machine = is_shop ? &shop.fsm : &parcel.fsm,
                               .timer = is_shop ? NULL : parcel.timer,
                               .context = is_shop ? (void *)&shop : &parcel,
                               .clock = &watch};
}

static void drain(void)
{
    for (unsigned i = 0; i < queued; i++) {
        struct sf_fsm_run run = run_of(queue[i].machine);
        assert_int_equal(sf_fsm_event(&run, queue[i].event, NULL), SF_FSM_TAKEN);
    }
    queued = 0;
}

static void step(unsigned machine, unsigned event)
{
    struct sf_fsm_run run = run_of(machine);
    assert_int_equal(sf_fsm_event(&run, event, NULL), SF_FSM_TAKEN);
    drain();
}

static void ride(unsigned shop_event)
{
    memset(&parcel, 0, sizeof parcel);
    step(SHOP_M_SHOP, shop_event);
    struct sf_fsm_run run = run_of(SHOP_M_COURIER);
    assert_int_equal(sf_fsm_start(&run, NULL), SF_FSM_TAKEN);
}

static int set_up(void **state)
{
    (void)state;
    memset(&shop, 0, sizeof shop);
    watch = (struct sf_fsm_clock){.now_us = 1};
    queued = 0;
    struct sf_fsm_run run = run_of(SHOP_M_SHOP);
    return sf_fsm_start(&run, NULL) == SF_FSM_TAKEN ? 0 : 1;
}

/* ---- Tests ---- */

static void test_owner_hears(void **state)
{
    (void)state;
    ride(SH_EV_ORDER);
    step(SHOP_M_COURIER, CR_EV_ARRIVE);
    assert_string_equal(shop.log, "booked ");
    assert_int_equal(shop.fsm.state, SH_OPEN);
}

static void test_two_events_are_one(void **state)
{
    (void)state;
    ride(SH_EV_ORDER);
    watch.now_us += 2 * S;
    struct sf_fsm_run run = run_of(SHOP_M_COURIER);
    assert_true(sf_fsm_fire(&run, NULL));
    drain();
    assert_string_equal(shop.log, "repaid ");
    ride(SH_EV_ORDER);
    step(SHOP_M_COURIER, CR_EV_FALL);
    assert_string_equal(shop.log, "repaid repaid ");
}

static void test_other_label_other_event(void **state)
{
    (void)state;
    ride(SH_EV_RETURNED);
    watch.now_us += 2 * S;
    struct sf_fsm_run run = run_of(SHOP_M_COURIER);
    assert_true(sf_fsm_fire(&run, NULL));
    assert_int_equal(queued, 0); /* ignored: nothing is queued */
    step(SHOP_M_COURIER, CR_EV_ARRIVE);
    assert_string_equal(shop.log, "back ");
}

static void test_no_owner(void **state)
{
    (void)state;
    ride(SH_EV_ORDER);
    parcel.binding = SHOP_BIND_NONE;
    step(SHOP_M_COURIER, CR_EV_ARRIVE);
    assert_string_equal(shop.log, "");
}

static void test_registry(void **state)
{
    (void)state;
    assert_int_equal(SHOP_BINDINGS, 3);
    assert_int_equal(SHOP_PORT_COURIER_OWNER_EVENTS, 3);
    assert_int_equal(shop_registry_port[SHOP_BIND_SHOP_PICKUP].owner, SHOP_M_SHOP);
    assert_int_equal(shop_registry_port[SHOP_BIND_SHOP_PICKUP].owned, SHOP_M_COURIER);
    assert_string_equal(shop_registry_port_name[SHOP_BIND_SHOP_PICKUP], "shop pickup");
    unsigned owner;
    assert_int_equal(shop_registry_hears(SHOP_BIND_SHOP_DELIVERY, 3, &owner), -1);
    assert_int_equal(SHOP_TIMERS_PARCEL, 1);
    assert_int_equal(SHOP_TIMERS_SHOP, 0);
    /* one event at the port, and the heavier of what its owners make of it: two in the ledger */
    assert_int_equal(SF_CASCADE_EFFECTS, 3);
    assert_int_equal(SF_CASCADE_LEDGER, 2);
    assert_true(most_queued <= SF_CASCADE_EFFECTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_owner_hears, set_up),
        cmocka_unit_test_setup(test_two_events_are_one, set_up),
        cmocka_unit_test_setup(test_other_label_other_event, set_up),
        cmocka_unit_test_setup(test_no_owner, set_up),
        cmocka_unit_test(test_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
