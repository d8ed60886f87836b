# find_package(sipfsm): sipfsm::engine, the program sipfsm::fsmgen, and the function fsm_add_tables (FsmTables.cmake says how); and but for
# a copy of `make install-generator` sipfsm::msg, sipfsm::body, sipfsm::auth, sipfsm::ua; and but for one of `make install-core` sipfsm::net
# (needs libuv), sipfsm::trace and sipfsm::crypto (needs OpenSSL's libcrypto). A project that needs one of these can name it,
# find_package(sipfsm REQUIRED COMPONENTS ua): then CMake reports at once that a copy has none.
include(${CMAKE_CURRENT_LIST_DIR}/sipfsm-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/FsmTables.cmake)
foreach(component ${sipfsm_FIND_COMPONENTS})
  set(sipfsm_${component}_FOUND FALSE)
  if(TARGET sipfsm::${component})
    set(sipfsm_${component}_FOUND TRUE)
  elseif(sipfsm_FIND_REQUIRED_${component})
    set(sipfsm_FOUND FALSE)
    string(APPEND sipfsm_NOT_FOUND_MESSAGE "This copy has no sipfsm::${component}; one of `make install-generator` has the engine and fsmgen only, one of `make install-core` no net and no trace. ")
  endif()
endforeach()
