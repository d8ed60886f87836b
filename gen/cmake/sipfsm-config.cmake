# find_package(sipfsm): sipfsm::engine, sipfsm::msg, sipfsm::ua, sipfsm::net (needs libuv), sipfsm::trace, the program
# sipfsm::fsmgen, and the function fsm_add_tables (FsmTables.cmake says how).
include(${CMAKE_CURRENT_LIST_DIR}/sipfsm-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/FsmTables.cmake)
