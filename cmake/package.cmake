# Debian packages, by `cpack -G DEB` in the build folder: ascolto (the command, the service and the
# rules) and libascolto-dev. They hold what the components of cmake/install.cmake lay down below
# /usr, and the files here, which are of no use elsewhere and no part of `cmake --install`.
set(debian ${PROJECT_SOURCE_DIR}/packaging/debian)
set(packaged ${CMAKE_BINARY_DIR}/packaging)

# install_packaged(FILES… DESTINATION folder): ../ leads out of /usr.
function(install_packaged)
  cmake_parse_arguments(PARSE_ARGV 0 FILE "" "DESTINATION;RENAME;COMPONENT" "FILES")
  if(NOT FILE_COMPONENT)
    set(FILE_COMPONENT ascolto)
  endif()
  if(FILE_RENAME)
    set(rename RENAME ${FILE_RENAME})
  endif()
  install(FILES ${FILE_FILES} DESTINATION ${FILE_DESTINATION} ${rename}
    COMPONENT ${FILE_COMPONENT} EXCLUDE_FROM_ALL)
endfunction()

install_packaged(FILES packaging/ascolto.service DESTINATION ../lib/systemd/system)
install_packaged(FILES packaging/ascolto.yaml DESTINATION ../etc/ascolto)
install_packaged(FILES CHANGELOG.md docs/operating.md docs/api.md docs/rules.md docs/regole.md docs/labels.md
  DESTINATION share/doc/ascolto)

# The site policy is the town's own; for editors it names its schema by the place that it has now.
file(READ ${PROJECT_SOURCE_DIR}/rules/site.yaml site)
string(REPLACE "$schema=schema/" "$schema=/usr/share/ascolto/rules/schema/" site "${site}")
file(CONFIGURE OUTPUT ${packaged}/site.yaml CONTENT "${site}" @ONLY)
install_packaged(FILES ${packaged}/site.yaml DESTINATION ../etc/ascolto/rules)

find_program(GZIP gzip REQUIRED)
configure_file(${debian}/changelog.in ${packaged}/changelog @ONLY)
foreach(file changelog ascolto.1)
  if(EXISTS ${PROJECT_SOURCE_DIR}/packaging/${file})
    configure_file(${PROJECT_SOURCE_DIR}/packaging/${file} ${packaged}/${file} COPYONLY)
  endif()
  execute_process(COMMAND ${GZIP} -9nkf ${packaged}/${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
install_packaged(FILES ${packaged}/ascolto.1.gz DESTINATION share/man/man1)
foreach(package ascolto dev)
  set(name ${package})
  if(package STREQUAL dev)
    set(name libascolto-dev)
  endif()
  install_packaged(FILES ${debian}/copyright DESTINATION share/doc/${name} COMPONENT ${package})
  install_packaged(FILES ${packaged}/changelog.gz DESTINATION share/doc/${name}
    COMPONENT ${package})
endforeach()

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # package what is built
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ascolto)
set(CPACK_PACKAGE_VENDOR "The authors of Ascolto")
set(CPACK_PACKAGE_CONTACT "The authors of Ascolto <maintainers@ascolto.example>")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)  # Apache-2.0
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL ascolto dev)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_ASCOLTO_PACKAGE_NAME ascolto)
set(CPACK_DEBIAN_ASCOLTO_PACKAGE_SECTION net)
set(CPACK_DEBIAN_ASCOLTO_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_ASCOLTO_PACKAGE_DEPENDS "adduser, init-system-helpers (>= 1.62~), tzdata")
set(CPACK_DEBIAN_ASCOLTO_PACKAGE_CONTROL_EXTRA ${packaged}/conffiles ${packaged}/postinst
  ${packaged}/prerm ${packaged}/postrm)
foreach(script conffiles postinst prerm postrm)
  configure_file(${debian}/ascolto.${script} ${packaged}/${script} COPYONLY)
endforeach()
set(CPACK_COMPONENT_ASCOLTO_DESCRIPTION "comment moderation and social listening, with its service
Reads the comments on the pages of institutions and says of each one which
rules it meets, where and why, what to do with it, and whether somebody is
owed an answer. This package has the command, the gRPC service, and the
rules in Italian and English.")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libascolto-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
  "libabsl-dev, libre2-dev, libssl-dev, libyaml-cpp-dev, pkg-config")
set(CPACK_COMPONENT_DEV_DESCRIPTION "comment moderation and social listening, for C++ programs
Reads the comments on the pages of institutions and says of each one which
rules it meets, where and why, what to do with it, and whether somebody is
owed an answer. This package has the library, its headers, and what CMake
and pkg-config need to use them.")
include(CPack)
