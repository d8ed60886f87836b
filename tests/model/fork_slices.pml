/* Two callees are too much for one search, so fork.pml is searched in slices: -DSLICE=NAME, one of these. A slice leaves out moves,
 * never a property. What is left out:
 *
 *                users in the storm                                network                         Alice has room for
 * both_answer    no CANCEL, nobody rejects or hangs up             1xx, 2xx and ACK are unsafe     both
 * cancel         nobody rejects, or hangs up a call that is up     nothing is lost or repeated     both
 * reject         no CANCEL, nobody hangs up a call that is up      2xx and ACK are unsafe, no 180  both
 * no_room        all is there                                      nothing is lost or repeated     one
 * byes           no CANCEL, nobody rejects, nobody rings           BYE and its answer are unsafe   both
 * reliable       all is there                                      nothing is lost or repeated     both
 * unsafe         all is there                                      all that is unsafe above        both
 *
 * Unsafe: it may be lost, repeated, and overtaken; what is not is delivered once, in any order. */
#define both_answer 1
#define cancel 2
#define reject 3
#define no_room 4
#define byes 5
#define reliable 6
#define users 7
#define unsafe 8

#define ALL (SLICE == no_room || SLICE == reliable || SLICE == users || SLICE == unsafe)
#define CALLEES_RING (SLICE != byes)
#define CALLEES_REJECT (SLICE == reject || ALL)
#define CALLEES_LEAVE (SLICE == both_answer || SLICE == byes || ALL)
#define ALICE_CANCELS (SLICE == cancel || ALL)
#define ALICE_LEAVES (SLICE == both_answer || SLICE == byes || ALL)
#define UNSAFE_2XX (SLICE == both_answer || SLICE == cancel || SLICE == reject || SLICE == users || SLICE == unsafe)
#define UNSAFE_BYE (SLICE == byes || SLICE == unsafe)
#define ROOM (2 - (SLICE == no_room))
