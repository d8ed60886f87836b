# fsm_add_tables(TARGET FILES a.fsm ... [INCLUDES shared.fsm ...] [CASCADE name.h])
# Makes C from tables (named from the source root) and adds it to the library TARGET; what tools show people goes into the
# library TARGET_names. Every table is checked: one that fails stops the build with fsmgen's own messages. INCLUDES names the
# files that tables include. CASCADE writes the bounds of the effect queue over all of FILES.
# fsmgen runs in the source root on relative names, so that no path of this machine is in what it writes.
function(fsm_add_tables TARGET)
  cmake_parse_arguments(T "" "CASCADE" "FILES;INCLUDES" ${ARGN})
  if(NOT T_FILES)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): no FILES")
  endif()
  set(dir ${SIPFSM_GENERATED_DIR}/fsm)
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
        COMMAND fsmgen emit c ${file} -o ${dir}
        COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
        DEPENDS fsmgen ${PROJECT_SOURCE_DIR}/${file} ${includes}
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
        COMMAND fsmgen emit cascade ${T_FILES} -o ${dir}/${T_CASCADE}
        COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_CURRENT_BINARY_DIR}/${T_CASCADE}.stamp
        DEPENDS fsmgen ${files} ${includes}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        COMMENT "fsmgen cascade" VERBATIM)
      list(APPEND stamps ${CMAKE_CURRENT_BINARY_DIR}/${T_CASCADE}.stamp)
    endif()
  endif()

  target_sources(${TARGET} PRIVATE ${tables})
  target_include_directories(${TARGET} PUBLIC ${dir})
  add_library(${TARGET}_names STATIC ${names})
  target_link_libraries(${TARGET}_names PUBLIC ${TARGET})
  set_source_files_properties(${tables} ${names} PROPERTIES GENERATED TRUE COMPILE_OPTIONS "${SIPFSM_GENERATED_WARNINGS}")
  set_source_files_properties(${tables} ${names} TARGET_DIRECTORY ${TARGET} PROPERTIES GENERATED TRUE COMPILE_OPTIONS "${SIPFSM_GENERATED_WARNINGS}")
  if(NOT SIPFSM_GENERATED)
    add_custom_target(${TARGET}_tables DEPENDS ${stamps})
    add_dependencies(gen ${TARGET}_tables)
    add_dependencies(${TARGET} ${TARGET}_tables)
    add_dependencies(${TARGET}_names ${TARGET}_tables)
  endif()
endfunction()
