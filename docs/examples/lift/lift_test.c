/* The lift in a time that is a number. What happened is printed with the names of the tables. */
#include "car_fsm.h"
#include "door_fsm.h"

#undef NDEBUG
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define S UINT64_C(1000000)

static struct lift lift;
static uint64_t now;
static unsigned car_rows[32], door_rows[32];
static char log_[4096]; /* the lines of a run, without their times */

static void print(void *user, const struct sf_fsm_step *step)
{
    (void)user;
    bool car = step->type == &car_type;
    const struct sf_fsm_names *names = car ? &car_names : &door_names;
    const char *who = car ? "car" : step->context == &lift.door[LIFT_FRONT] ? "front" : "back";
    (car ? car_rows : door_rows)[step->row]++;
    if (step->event == SF_FSM_STARTED)
        return;
    char line[128];
    int length = snprintf(line, sizeof line, "%s: %s --%s--> %s", who, names->state[step->from],
                          names->event[step->event],
                          step->outcome == SF_FSM_IGNORED ? "ignored" : names->state[step->to]);
    assert(length > 0 && (size_t)length < sizeof line &&
           strlen(log_) + (size_t)length + 2 < sizeof log_);
    strcat(strcat(log_, line), "\n");
    printf("%8.3f %-44s [%s]\n", (double)(step->now_us - S) / S, line,
           names->row[step->row].clause);
}

static void begin(const char *title)
{
    puts(title);
    now = S;
    lift_begin(&lift, now);
    lift.clock.tracer = print;
    log_[0] = 0;
}

static void event(enum lift_machine machine, unsigned event)
{
    lift_event(&lift, machine, event, NULL, now);
}

static void floor_event(unsigned event, unsigned floor)
{
    lift_event(&lift, LIFT_CAR, event, &floor, now);
}

/* Lets that much time pass, from deadline to deadline. */
static void pass(uint64_t us)
{
    uint64_t end = now + us;
    while (lift_deadline(&lift) <= end) {
        now = lift_deadline(&lift);
        lift_tick(&lift, now);
    }
    now = end;
}

static void expect(unsigned car, unsigned front, unsigned back, int motor)
{
    assert(lift.machine[LIFT_CAR].state == car && lift.machine[LIFT_FRONT].state == front &&
           lift.machine[LIFT_BACK].state == back);
    assert(lift.motor == motor && lift.effects == 0);
    assert((car != CAR_MOVING || (front == DOOR_SHUT && back == DOOR_SHUT)) &&
           lift.clock.impossible == 0);
}

static void drives_when_both_doors_are_shut(void)
{
    begin("drives when both doors are shut");
    floor_event(CAR_EV_CALLED, 0);
    floor_event(CAR_EV_CALLED, 2);
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    pass(4 * S);
    event(LIFT_FRONT, DOOR_EV_CLOSED);
    event(LIFT_FRONT, DOOR_EV_CLOSED); /* a contact that bounces */
    expect(CAR_BOARDING, DOOR_SHUT, DOOR_CLOSING, 0);
    event(LIFT_BACK, DOOR_EV_CLOSED);
    expect(CAR_MOVING, DOOR_SHUT, DOOR_SHUT, 1);
    pass(3 * S);
    floor_event(CAR_EV_PASSES, 1);
    pass(3 * S);
    floor_event(CAR_EV_PASSES, 2);
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    assert(strcmp(log_, "car: Standing --called--> Boarding\nfront: Shut --open--> Open\nback: "
                        "Shut --open--> Open\n"
                        "car: Boarding --called--> Boarding\nfront: Open --timer Hold--> "
                        "Closing\nback: Open --timer Hold--> Closing\n"
                        "front: Closing --closed--> Shut\ncar: Boarding --shut--> ignored\nfront: "
                        "Shut --closed--> ignored\n"
                        "back: Closing --closed--> Shut\ncar: Boarding --shut--> Moving\n"
                        "car: Moving --passes--> ignored\n"
                        "car: Moving --passes--> Boarding\nfront: Shut --open--> Open\nback: Shut "
                        "--open--> Open\n") == 0);
    assert(lift.floor == 2 && lift.calls == 0);
}

static void waits_for_who_stands_in_the_door(void)
{
    begin("waits for who stands in the door");
    floor_event(CAR_EV_CALLED, 0);
    event(LIFT_FRONT, DOOR_EV_AJAR);
    event(LIFT_BACK, DOOR_EV_AJAR);
    floor_event(CAR_EV_CALLED, 0);
    pass(3 * S);
    event(LIFT_BACK, DOOR_EV_EDGE); /* its time begins anew; the front's does not */
    pass(2 * S);
    expect(CAR_BOARDING, DOOR_CLOSING, DOOR_OPEN, 0);
    event(LIFT_FRONT, DOOR_EV_AJAR);
    event(LIFT_FRONT, DOOR_EV_EDGE);
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    pass(5 * S); /* the back door's fires first, at 7 s */
    expect(CAR_BOARDING, DOOR_CLOSING, DOOR_CLOSING, 0);
    floor_event(CAR_EV_CALLED, 0);
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    pass(12 * S); /* four, and eight in which no contact says that they are shut */
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    pass(4 * S);
    event(LIFT_FRONT, DOOR_EV_CLOSED);
    event(LIFT_FRONT, DOOR_EV_EDGE);
    event(LIFT_BACK, DOOR_EV_CLOSED);
    expect(CAR_STANDING, DOOR_SHUT, DOOR_SHUT, 0);
    assert(lift_deadline(&lift) == UINT64_MAX);
}

static void halts_when_a_door_is_forced(void)
{
    begin("halts when a door is forced");
    event(LIFT_FRONT, DOOR_EV_AJAR);
    event(LIFT_BACK, DOOR_EV_AJAR);
    event(LIFT_BACK, DOOR_EV_CLOSED);
    floor_event(CAR_EV_PASSES, 0);
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    pass(4 * S);
    event(LIFT_FRONT, DOOR_EV_CLOSED);
    event(LIFT_BACK, DOOR_EV_CLOSED);
    floor_event(CAR_EV_PASSES, 0);
    floor_event(CAR_EV_CALLED, 5);
    floor_event(CAR_EV_CALLED, 3);
    expect(CAR_MOVING, DOOR_SHUT, DOOR_SHUT, 1);
    event(LIFT_BACK, DOOR_EV_AJAR);
    expect(CAR_HALTED, DOOR_SHUT, DOOR_OPEN, 0);
    event(LIFT_FRONT, DOOR_EV_AJAR); /* raises an event for a machine that has ended */
    expect(CAR_HALTED, DOOR_OPEN, DOOR_OPEN, 0);
}

static void halts_when_it_is_lost(void)
{
    begin("halts when it is lost");
    lift.floor = 3;
    floor_event(CAR_EV_CALLED, 1);
    expect(CAR_MOVING, DOOR_SHUT, DOOR_SHUT, -1);
    pass(30 * S - 1);
    expect(CAR_MOVING, DOOR_SHUT, DOOR_SHUT, -1);
    lift_tick(&lift, now + 60 * S); /* late */
    expect(CAR_HALTED, DOOR_SHUT, DOOR_SHUT, 0);
}

/* Both doors open, close, find something in the way and open again, each at its own time, though
 * nobody looked. */
static void makes_up_for_a_late_wake(void)
{
    begin("makes up for a late wake");
    floor_event(CAR_EV_CALLED, 0);
    lift_tick(&lift, now + 15 * S);
    expect(CAR_BOARDING, DOOR_OPEN, DOOR_OPEN, 0);
    assert(lift_deadline(&lift) == now + 16 * S);
}

/* Every row of both tables has run, but for those that never can. */
static bool ran_all(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                    const unsigned *rows)
{
    bool all = true;
    for (unsigned row = 1; row <= table->rows; row++)
        if (!rows[row] && sf_fsm_row_kind(table, row) != SF_FSM_NEVER) {
            fprintf(stderr, "%s:%u never ran\n", names->file, (unsigned)names->row[row].line);
            all = false;
        }
    return all;
}

int main(void)
{
    drives_when_both_doors_are_shut();
    waits_for_who_stands_in_the_door();
    halts_when_a_door_is_forced();
    halts_when_it_is_lost();
    makes_up_for_a_late_wake();
    if (!ran_all(&car_type.table, &car_names, car_rows) |
        !ran_all(&door_type.table, &door_names, door_rows))
        return 1;
    puts("the lift: ok");
    return 0;
}
