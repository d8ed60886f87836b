/* The machine of choice.fsm as a model: whatever its guards answer, the row is the one that the
 * same choice in a chain of conditions finds. */
unsigned bits : 16;
byte done;
#define B(n) ((bits >> n) & 1)
#define ch_guard_b0(i) B(0)
#define ch_guard_b1(i) B(1)
#define ch_guard_b2(i) B(2)
#define ch_guard_b3(i) B(3)
#define ch_guard_b4(i) B(4)
#define ch_guard_b5(i) B(5)
#define ch_guard_b6(i) B(6)
#define ch_guard_b7(i) B(7)
#define ch_guard_b8(i) B(8)
#define ch_guard_b9(i) B(9)
#define ch_guard_b10(i) B(10)
#define ch_guard_b11(i) B(11)
#define ch_guard_b12(i) B(12)
#define ch_guard_b13(i) B(13)
#define ch_guard_b14(i) B(14)
#define ch_guard_b15(i) B(15)
#define ch_do_one(i) done = 1
#define ch_do_two(i) done = 2
#define ch_do_three(i) done = 3
#define ch_do_four(i) done = 4
#define ch_do_five(i) done = 5
#define ch_do_six(i) done = 6
#define ch_do_seven(i) done = 7
#define ch_do_eight(i) done = 8
#define ch_do_nine(i) done = 9
#define ch_do_ten(i) done = 10
#define ch_do_last(i) done = 11
#include "choice.pml"

#define GO                                                                                         \
    (B(0) && B(1) -> 1 : (!B(0) && B(1) && B(2) -> 2 : (B(3) && !B(4) -> 3 :                       \
    (B(4) && B(5) -> 4 : (!B(6) && B(7) -> 5 : (B(8) && B(9) -> 6 :                                \
    (B(10) && !B(11) -> 7 : (B(12) && B(13) -> 8 : (B(14) && B(15) -> 9 : (B(0) -> 10 : 11))))))))))
#define SOME (B(0) -> 1 : (B(1) && B(2) -> 2 : (!B(1) -> 0 : 3)))

active proctype choose()
{
    byte n;
    atomic {
        ch_step(0, FSM_START);
        do
        :: n < 16 -> bits = bits | (1 << n); n++
        :: n < 16 -> n++
        :: else -> break
        od;
        ch_step(0, CH_EV_GO);
        assert(done == GO);
        done = 0;
        ch_step(0, CH_EV_SOME);
        assert(done == SOME)
    }
}
