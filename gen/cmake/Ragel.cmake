# ragel_compile(OUTPUT_VAR SOURCE.rl [FLAGS ...] [INCLUDES FILE ...])
# Compiles one Ragel file of the tree (named from the source root) to C under the generated folder, where runtime/ is left out
# of its path, and sets OUTPUT_VAR to the C file, OUTPUT_VAR_TARGET to the target that makes it (empty when the C is given). Whatever compiles the file must depend on
# that target: two targets of one Makefile would each run ragel, and one would compile what the other is still writing.
# Ragel runs in the source root on a relative name, so that no path of this machine is in what it writes.
# INCLUDES names every included .rl file: CMake does not see them by itself.
function(ragel_compile OUTPUT_VAR SOURCE)
  cmake_parse_arguments(R "" "" "FLAGS;INCLUDES" ${ARGN})
  if(NOT R_FLAGS)
    set(R_FLAGS -G2)
  endif()
  string(REGEX REPLACE "^runtime/" "" out ${SOURCE})
  string(REGEX REPLACE "\\.rl$" ".c" out ${SIPFSM_GENERATED_DIR}/${out})
  set(${OUTPUT_VAR} ${out} PARENT_SCOPE)
  set(${OUTPUT_VAR}_TARGET "" PARENT_SCOPE)
  if(SIPFSM_GENERATED)
    return()
  endif()
  find_program(RAGEL ragel)
  if(NOT RAGEL)
    message(FATAL_ERROR "ragel is missing (6.10 or later of the 6 series): run `make deps`")
  endif()
  get_filename_component(dir ${out} DIRECTORY)
  file(MAKE_DIRECTORY ${dir})
  list(TRANSFORM R_INCLUDES PREPEND ${PROJECT_SOURCE_DIR}/)
  add_custom_command(OUTPUT ${out}
    COMMAND ${RAGEL} -C ${R_FLAGS} -L -I grammar -o ${out} ${SOURCE}
    # -L leaves the name of the output in comments: take the path of this build out of them.
    COMMAND ${CMAKE_COMMAND} -DFILE=${out} -DPATH=${SIPFSM_GENERATED_DIR}/ -P ${PROJECT_SOURCE_DIR}/gen/cmake/without_path.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${SOURCE} ${R_INCLUDES}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "ragel ${SOURCE}" VERBATIM)
  string(MAKE_C_IDENTIFIER ragel_${SOURCE} target)
  add_custom_target(${target} DEPENDS ${out})
  add_dependencies(gen ${target})
  set(${OUTPUT_VAR}_TARGET ${target} PARENT_SCOPE)
endfunction()
