# fsm_add_tables(TARGET FILES a.fsm ... [INCLUDES shared.fsm ...] [CASCADE name.h])
# Makes C from tables and adds it to TARGET, a library or a program that links sipfsm::engine; what tools show people goes into
# the library TARGET_names. Every table is checked: one that fails stops the build with fsmgen's own messages. INCLUDES names the
# files that tables include. CASCADE writes the bounds of the effect queue over all of FILES.
#
# Ours and everyone's: installed, it comes with find_package(sipfsm). Files are named from the source root of the project that
# calls it, and the C lands in its build folder under generated/fsm. fsmgen runs in that root on relative names, so that no path
# of this machine is in what it writes.
#
# Variables that the calling project may set:
#   SIPFSM_GENERATED           the generated/ folder of another build: take that C, run no generator (cross builds)
#   SIPFSM_GENERATED_WARNINGS  compile options for generated C alone
#   SIPFSM_GENERATED_TARGET    a target that gathers all that is generated
function(fsm_add_tables TARGET)
  cmake_parse_arguments(T "" "CASCADE" "FILES;INCLUDES" ${ARGN})
  if(NOT T_FILES)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): no FILES")
  endif()
  if(SIPFSM_GENERATED)
    get_filename_component(dir ${SIPFSM_GENERATED}/fsm ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  else()
    set(dir ${PROJECT_BINARY_DIR}/generated/fsm)
  endif()
  set(stamps "")
  list(TRANSFORM T_INCLUDES PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE includes)
  set(tables "")
  set(headers "")
  set(names "")
  foreach(file ${T_FILES})
    # The machine's name is in the file, not in its name.
    file(STRINGS ${PROJECT_SOURCE_DIR}/${file} machine REGEX "^[ \t]*machine[ \t]+[A-Za-z_]" LIMIT_COUNT 1)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
    if(NOT machine MATCHES "^[ \t]*machine[ \t]+([A-Za-z0-9_]+)")
      message(FATAL_ERROR "${file}: no `machine` is declared")
    endif()
    set(base ${dir}/${CMAKE_MATCH_1}_fsm)
    set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${CMAKE_MATCH_1}_fsm.stamp) # generated/ holds C only
    list(APPEND tables ${base}.c)
    list(APPEND headers ${base}.h)
    list(APPEND names ${base}_names.c)
    if(NOT SIPFSM_GENERATED)
      file(MAKE_DIRECTORY ${dir})
      # fsmgen leaves a file alone whose content is the same; the stamp says that it ran.
      add_custom_command(OUTPUT ${stamp}
        BYPRODUCTS ${base}.c ${base}.h ${base}_names.c
        COMMAND sipfsm::fsmgen emit c ${file} -o ${dir}
        COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
        DEPENDS sipfsm::fsmgen ${PROJECT_SOURCE_DIR}/${file} ${includes}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        COMMENT "fsmgen ${file}" VERBATIM)
      list(APPEND stamps ${stamp})
    endif()
  endforeach()
  if(T_CASCADE)
    list(APPEND headers ${dir}/${T_CASCADE})
    if(NOT SIPFSM_GENERATED)
      list(TRANSFORM T_FILES PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE files)
      add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${T_CASCADE}.stamp
        BYPRODUCTS ${dir}/${T_CASCADE}
        COMMAND sipfsm::fsmgen emit cascade ${T_FILES} -o ${dir}/${T_CASCADE}
        COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_CURRENT_BINARY_DIR}/${T_CASCADE}.stamp
        DEPENDS sipfsm::fsmgen ${files} ${includes}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        COMMENT "fsmgen cascade" VERBATIM)
      list(APPEND stamps ${CMAKE_CURRENT_BINARY_DIR}/${T_CASCADE}.stamp)
    endif()
  endif()

  target_sources(${TARGET} PRIVATE ${tables})
  target_include_directories(${TARGET} PUBLIC $<BUILD_INTERFACE:${dir}>)
  add_library(${TARGET}_names STATIC ${names})
  get_target_property(type ${TARGET} TYPE)
  if(type STREQUAL EXECUTABLE) # nothing links a program: only what it includes is needed
    target_link_libraries(${TARGET}_names PUBLIC sipfsm::engine)
    target_include_directories(${TARGET}_names PRIVATE $<TARGET_PROPERTY:${TARGET},INCLUDE_DIRECTORIES>)
  else()
    target_link_libraries(${TARGET}_names PUBLIC ${TARGET})
  endif()
  set_source_files_properties(${tables} ${names} PROPERTIES GENERATED TRUE COMPILE_OPTIONS "${SIPFSM_GENERATED_WARNINGS}")
  set_source_files_properties(${tables} ${names} TARGET_DIRECTORY ${TARGET} PROPERTIES GENERATED TRUE COMPILE_OPTIONS "${SIPFSM_GENERATED_WARNINGS}")
  if(NOT SIPFSM_GENERATED)
    add_custom_target(${TARGET}_tables DEPENDS ${stamps})
    if(SIPFSM_GENERATED_TARGET)
      add_dependencies(${SIPFSM_GENERATED_TARGET} ${TARGET}_tables)
    endif()
    add_dependencies(${TARGET} ${TARGET}_tables)
    add_dependencies(${TARGET}_names ${TARGET}_tables)
  endif()
endfunction()
