# What `make install` puts where: programs, static libraries, the public headers of all floors merged into include/sipfsm/, a
# CMake package and pkg-config files, the tutorial's examples. Nothing installed holds the prefix: the tree can be moved.
# `make install-generator`: of these, what knows no SIP. `make install-core`: what needs libc alone.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/sipfsm)
add_executable(sipfsm::fsmgen ALIAS fsmgen) # the name it has when installed
install(TARGETS fsmgen EXPORT sipfsm)
set(floors engine)
if(NOT SIPFSM_GENERATOR_ONLY)
  list(APPEND floors memory msg body ua)
  if(NOT SIPFSM_CORE_ONLY)
    list(APPEND floors sim net trace)
    install(TARGETS sipfsm)
  endif()
  install(FILES ${SIPFSM_GENERATED_DIR}/msg/include/sipfsm/names.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sipfsm)
  # The tables: to copy, to change, and to be included by changed ones (`sipfsm demo --alice`).
  install(DIRECTORY fsm/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sipfsm/fsm FILES_MATCHING PATTERN *.fsm PATTERN clauses.txt)
endif()
foreach(floor ${floors})
  add_library(sipfsm::${floor} ALIAS sipfsm_${floor})
  set_target_properties(sipfsm_${floor} PROPERTIES EXPORT_NAME ${floor})
  install(TARGETS sipfsm_${floor} EXPORT sipfsm INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  if(EXISTS ${PROJECT_SOURCE_DIR}/runtime/${floor}/include/sipfsm) # memory has headers for the other floors only
    install(DIRECTORY runtime/${floor}/include/sipfsm DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
  endif()
endforeach()

# The engine's source, for processors that are not this one (docs/generator-tutorial.md).
install(DIRECTORY runtime/engine/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sipfsm/engine FILES_MATCHING
  PATTERN *.c PATTERN *_private.h PATTERN include EXCLUDE)
install(DIRECTORY docs/examples DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN out EXCLUDE)
if(SIPFSM_GENERATOR_ONLY)
  install(FILES docs/tables.md docs/diagnostics.md docs/generator-tutorial.md docs/model.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
else()
  install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN examples EXCLUDE)
endif()

install(EXPORT sipfsm NAMESPACE sipfsm:: FILE sipfsm-targets.cmake DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/install/sipfsm-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES gen/cmake/sipfsm-config.cmake gen/cmake/FsmTables.cmake ${CMAKE_BINARY_DIR}/install/sipfsm-config-version.cmake
  DESTINATION ${package})

# sipfsm-engine.pc and its like.
file(RELATIVE_PATH PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" PC_PREFIX ${PC_PREFIX})
function(pkg_config PC_FLOOR PC_DESCRIPTION PC_REQUIRES PC_CFLAGS)
  set(PC_LIBS -lsipfsm_${PC_FLOOR})
  configure_file(gen/cmake/sipfsm.pc.in ${CMAKE_BINARY_DIR}/install/sipfsm-${PC_FLOOR}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/install/sipfsm-${PC_FLOOR}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
set(PC_VARIABLES "sources=\${prefix}/${CMAKE_INSTALL_DATADIR}/sipfsm/engine\n")
pkg_config(engine "runs the transition tables that fsmgen makes" "" "")
set(PC_VARIABLES "")
if(SIPFSM_GENERATOR_ONLY)
  return()
endif()
if(SIPFSM_SMALL)
  set(PC_LINK " -Wl,--gc-sections")
endif()
pkg_config(msg "SIP messages: a zero-copy parser and a builder" "" "")
set(PC_LINK "")
pkg_config(memory "pools, stores, indexes and heaps of the user agent core" "" "")
pkg_config(body "session descriptions in use: where a message has one, offer and answer" "sipfsm-msg" "")
pkg_config(ua "a SIP user agent core without I/O" "sipfsm-engine sipfsm-body sipfsm-msg sipfsm-memory" "")
if(SIPFSM_CORE_ONLY)
  return()
endif()
pkg_config(net "UDP on libuv for a user agent core" "sipfsm-ua libuv" " -D_GNU_SOURCE")
pkg_config(sim "simulates user agents, in virtual time, from a seed" "sipfsm-ua" "")
pkg_config(trace "draws what user agent cores do" "sipfsm-ua" "")
