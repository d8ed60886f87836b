# `make dist`: the engine, the memory, the parser, the builder, authentication, the locator and the user agent core, with all their generated C, as two files in dist/.
# The list of what goes in is read off the libraries themselves; amalgamate.sh joins it.
set(list "")
foreach(floor engine memory msg body auth locate ua ua_names)
  get_target_property(sources sipfsm_${floor} SOURCES)
  get_target_property(dir sipfsm_${floor} SOURCE_DIR)
  foreach(file ${sources})
    get_filename_component(file ${file} ABSOLUTE BASE_DIR ${dir})
    string(APPEND list "${floor} ${file}\n")
  endforeach()
endforeach()
file(WRITE ${CMAKE_BINARY_DIR}/dist.list "${list}")
set(SIPFSM_AMALGAMATE sh ${PROJECT_SOURCE_DIR}/gen/cmake/amalgamate.sh ${PROJECT_SOURCE_DIR} ${SIPFSM_GENERATED_DIR}
  ${CMAKE_BINARY_DIR}/dist.list ${PROJECT_VERSION})
add_custom_target(dist COMMAND ${SIPFSM_AMALGAMATE} ${CMAKE_BINARY_DIR}/dist VERBATIM)
add_dependencies(dist ${SIPFSM_GENERATED_TARGET})
