# fsm_add_tables(TARGET FILES a.fsm ... [CASCADE name.h] [REGISTRY name] [CLAUSES clauses.txt [BESIDE b.fsm ...] [CODE folder ...]] [EMIT bin svg ...] [OPTIONS -Werror ...])
# Makes C from tables and adds it to TARGET, a library or a program that links sipfsm::engine; what tools show people goes into
# the library TARGET_names. Every table is checked: one that fails stops the build with fsmgen's own messages.
#   CASCADE  writes the bounds of the effect queue over all of FILES
#   REGISTRY writes the list of the machines of all FILES: name_registry.h, and its C, in TARGET and TARGET_names
#   CLAUSES  checks the rows of all FILES against this list, both ways
#   BESIDE   are tables of other targets whose rows cite from that list too
#   CODE     are C files, or folders of them (from the source root), whose comments are checked against that list too
#   EMIT     makes of each table what `fsmgen emit` makes, in the current build folder: bin (<machine>.bin), dot, json, markdown
#            (.md), mermaid (.mmd), promela (.pml), svg
#   OPTIONS  are fsmgen's own: -Werror, -Wno-NAME, -I FOLDER (from the source root), ...
#   INCLUDES shared.fsm ... is not needed: what tables include is found out, and a change of it makes them anew
# The target TARGET_tables makes all of it; TARGET depends on that.
#
# Ours and everyone's: installed, it comes with find_package(sipfsm). A file is named from the source root of the project that calls
# it, from the current source folder, or by its whole path. The C lands in the project's build folder under generated/fsm. fsmgen
# runs in that root on relative names, so that no path of this machine is in what it writes.
#
# Variables that the calling project may set:
#   SIPFSM_GENERATED           the generated/ folder of another build: take that C, run no generator (cross builds); no CLAUSES, no EMIT
#   SIPFSM_GENERATED_WARNINGS  compile options for generated C alone
#   SIPFSM_GENERATED_TARGET    a target that gathers all that is generated
cmake_policy(VERSION 3.25)

# The name of a file as seen from the source root. Files that are named by their whole path must be in the source tree: where else
# they are is nobody's business who reads the C.
function(_fsm_name OUTPUT TARGET FILE)
  set(found "")
  set(places "")
  foreach(base ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    cmake_path(ABSOLUTE_PATH FILE BASE_DIRECTORY ${base} NORMALIZE OUTPUT_VARIABLE path)
    list(APPEND places ${path})
    if(EXISTS ${path} AND NOT IS_DIRECTORY ${path})
      list(APPEND found ${path})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES places)
  list(REMOVE_DUPLICATES found)
  list(LENGTH found count)
  if(count EQUAL 0)
    list(JOIN places "\n  " places)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): there is no file \"${FILE}\"; looked for\n  ${places}")
  elseif(count GREATER 1)
    list(JOIN found "\n  " found)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): \"${FILE}\" could be any of these: give the whole path\n  ${found}")
  endif()
  if(IS_ABSOLUTE ${FILE})
    cmake_path(IS_PREFIX PROJECT_SOURCE_DIR ${found} NORMALIZE in_project)
    cmake_path(IS_PREFIX CMAKE_SOURCE_DIR ${found} NORMALIZE in_source)
    if(NOT in_project AND NOT in_source)
      message(FATAL_ERROR "fsm_add_tables(${TARGET}): \"${FILE}\" is not in the source tree, ${CMAKE_SOURCE_DIR}: "
        "its path would stand in generated C. Copy it there, or name it relative to ${PROJECT_SOURCE_DIR}")
    endif()
  endif()
  cmake_path(RELATIVE_PATH found BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
  set(${OUTPUT} ${found} PARENT_SCOPE)
endfunction()

# A run of fsmgen that makes FILES, of which CMake does not see what they were made from; MADE is one of them or a stamp.
function(_fsm_run MADE COMMENT)
  cmake_parse_arguments(R "" "" "FILES;DEPENDS;ARGUMENTS" ${ARGN})
  list(REMOVE_ITEM R_FILES ${MADE})
  # fsmgen leaves a file alone whose content is the same; the stamp says that it ran.
  add_custom_command(OUTPUT ${MADE}
    BYPRODUCTS ${R_FILES}
    COMMAND sipfsm::fsmgen ${R_ARGUMENTS} --stamp ${MADE} --deps ${MADE}.d
    DEPENDS sipfsm::fsmgen ${R_DEPENDS}
    DEPFILE ${MADE}.d
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "fsmgen ${COMMENT}" VERBATIM)
endfunction()

function(fsm_add_tables TARGET)
  cmake_parse_arguments(T "" "CASCADE;CLAUSES;REGISTRY" "FILES;BESIDE;INCLUDES;EMIT;OPTIONS;CODE" ${ARGN})
  set(suffixes bin .bin dot .dot json .json markdown .md mermaid .mmd promela .pml svg .svg)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT TARGET ${TARGET})
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): there is no target ${TARGET}: say add_library or add_executable first")
  elseif(T_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): unexpected \"${T_UNPARSED_ARGUMENTS}\"")
  elseif(TARGET ${TARGET}_names)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): called twice for this target: name all FILES in one call")
  elseif(NOT T_FILES)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): no FILES")
  elseif(NOT C IN_LIST languages)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): fsmgen generates C, also for a program in C++: say enable_language(C), "
      "or project(... LANGUAGES C CXX)")
  endif()
  foreach(word ${T_FILES} ${T_BESIDE} ${T_EMIT} ${T_OPTIONS} ${T_CODE})
    if(word MATCHES "^[A-Z]+$" AND NOT EXISTS ${PROJECT_SOURCE_DIR}/${word} AND NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${word})
      message(FATAL_ERROR "fsm_add_tables(${TARGET}): unknown word ${word}: FILES, BESIDE, CASCADE, REGISTRY, CLAUSES, CODE, EMIT, OPTIONS and INCLUDES are known")
    endif()
  endforeach()
  foreach(kind ${T_EMIT})
    list(FIND suffixes "${kind}" at)
    if(at LESS 0 OR kind MATCHES "^[.]")
      message(FATAL_ERROR "fsm_add_tables(${TARGET}): unknown EMIT ${kind}: bin, dot, json, markdown, mermaid, promela and svg are known")
    endif()
  endforeach()
  if(SIPFSM_GENERATED)
    get_filename_component(dir ${SIPFSM_GENERATED}/fsm ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  else()
    set(dir ${PROJECT_BINARY_DIR}/generated/fsm)
    file(MAKE_DIRECTORY ${dir})
  endif()
  set(here ${CMAKE_CURRENT_BINARY_DIR}) # for stamps: generated/ holds C only

  set(files "") # from the root
  set(depends "")
  foreach(file ${T_FILES})
    _fsm_name(name ${TARGET} ${file})
    list(APPEND files ${name})
    list(APPEND depends ${PROJECT_SOURCE_DIR}/${name})
  endforeach()
  set(beside "")
  foreach(file ${T_BESIDE})
    _fsm_name(name ${TARGET} ${file})
    list(APPEND beside ${name})
  endforeach()
  set(includes "")
  foreach(file ${T_INCLUDES})
    _fsm_name(name ${TARGET} ${file})
    list(APPEND includes ${PROJECT_SOURCE_DIR}/${name})
  endforeach()
  set(clauses "")
  set(list "")
  if(T_CLAUSES)
    _fsm_name(name ${TARGET} ${T_CLAUSES})
    set(clauses --clauses ${name})
    set(list ${PROJECT_SOURCE_DIR}/${name})
  elseif(T_CODE)
    message(FATAL_ERROR "fsm_add_tables(${TARGET}): CODE needs CLAUSES, the list to check it against")
  endif()
  set(code "")
  set(sources "") # what a folder holds is looked up with each build: a file may be new
  foreach(path ${T_CODE})
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${path})
      message(FATAL_ERROR "fsm_add_tables(${TARGET}): there is no CODE \"${path}\" in ${PROJECT_SOURCE_DIR}")
    endif()
    list(APPEND code --code ${path})
    if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${path})
      file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${path}/*.c ${PROJECT_SOURCE_DIR}/${path}/*.h
        ${PROJECT_SOURCE_DIR}/${path}/*.rl)
      list(APPEND sources ${found})
    else()
      list(APPEND sources ${PROJECT_SOURCE_DIR}/${path})
    endif()
  endforeach()

  set(tables "")
  set(names "")
  set(pages "")
  set(made "")
  foreach(file ${files})
    # The machine's name is in the file, not in its name.
    file(STRINGS ${PROJECT_SOURCE_DIR}/${file} machine REGEX "^[ \t]*(machine|decision)[ \t]+[A-Za-z_]" LIMIT_COUNT 1)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
    if(NOT machine MATCHES "^[ \t]*(machine|decision)[ \t]+([A-Za-z0-9_]+)")
      message(FATAL_ERROR "fsm_add_tables(${TARGET}): ${file} declares neither `machine` nor `decision`")
    endif()
    set(machine ${CMAKE_MATCH_2})
    set(base ${dir}/${machine}_fsm)
    list(APPEND tables ${base}.c)
    list(APPEND names ${base}_names.c)
    if(NOT SIPFSM_GENERATED)
      _fsm_run(${here}/${machine}_fsm.stamp ${file} FILES ${base}.c ${base}.h ${base}_names.c
        DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${includes} ARGUMENTS emit c ${file} -o ${dir} ${T_OPTIONS})
      list(APPEND made ${here}/${machine}_fsm.stamp)
      foreach(kind ${T_EMIT})
        list(FIND suffixes ${kind} at)
        math(EXPR at "${at} + 1")
        list(GET suffixes ${at} suffix)
        if(kind STREQUAL markdown)
          list(APPEND pages ${here}/${machine}.md)
        else()
          _fsm_run(${here}/${machine}${suffix} "${file}: ${kind}" FILES ${here}/${machine}${suffix}
            DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${includes} ARGUMENTS emit ${kind} ${file} -o ${here} ${T_OPTIONS} -Wno-all)
          list(APPEND made ${here}/${machine}${suffix})
        endif()
      endforeach()
    endif()
  endforeach()
  if(T_REGISTRY)
    if(NOT T_REGISTRY MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
      message(FATAL_ERROR "fsm_add_tables(${TARGET}): REGISTRY must be a valid start of names in C, not \"${T_REGISTRY}\"")
    endif()
    set(base ${dir}/${T_REGISTRY}_registry)
    list(APPEND tables ${base}.c)
    list(APPEND names ${base}_names.c)
  endif()
  if(NOT SIPFSM_GENERATED)
    if(T_REGISTRY)
      _fsm_run(${here}/${T_REGISTRY}_registry.stamp registry FILES ${base}.c ${base}.h ${base}_names.c DEPENDS ${depends} ${includes}
        ARGUMENTS emit registry --prefix ${T_REGISTRY} ${files} -o ${dir} ${T_OPTIONS})
      list(APPEND made ${here}/${T_REGISTRY}_registry.stamp)
    endif()
    if(T_CASCADE)
      _fsm_run(${here}/${T_CASCADE}.stamp cascade FILES ${dir}/${T_CASCADE} DEPENDS ${depends} ${includes}
        ARGUMENTS emit cascade ${files} -o ${dir}/${T_CASCADE} ${T_OPTIONS})
      list(APPEND made ${here}/${T_CASCADE}.stamp)
    endif()
    if(T_CLAUSES)
      _fsm_run(${here}/${TARGET}_clauses.stamp ${T_CLAUSES} DEPENDS ${depends} ${includes} ${list} ${sources}
        ARGUMENTS check ${clauses} ${code} ${files} ${beside} ${T_OPTIONS})
      list(APPEND made ${here}/${TARGET}_clauses.stamp)
    endif()
    if(pages) # of all machines at once: each says which of the others raise its events
      _fsm_run(${here}/${TARGET}_pages.stamp pages FILES ${pages} DEPENDS ${depends} ${includes} ${list}
        ARGUMENTS emit markdown ${clauses} ${files} -o ${here} ${T_OPTIONS} -Wno-all)
      list(APPEND made ${here}/${TARGET}_pages.stamp)
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
    add_custom_target(${TARGET}_tables DEPENDS ${made})
    if(SIPFSM_GENERATED_TARGET)
      add_dependencies(${SIPFSM_GENERATED_TARGET} ${TARGET}_tables)
    endif()
    add_dependencies(${TARGET} ${TARGET}_tables)
    add_dependencies(${TARGET}_names ${TARGET}_tables)
  endif()
endfunction()
