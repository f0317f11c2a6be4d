# What `cmake --install` lays down: the public headers, the library, the ascolto command, the
# shipped rules, and what find_package(ascolto) and pkg-config need. Components: ascolto, dev, and
# site, the sample policy, which the packages have elsewhere.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The headers directly in lib/ascolto are the API, but for those named …_impl.h.
file(GLOB ascolto_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/ascolto/*.h)
list(FILTER ascolto_headers EXCLUDE REGEX "_impl\\.h$")
install(FILES ${ascolto_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ascolto COMPONENT dev)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ascolto)
install(TARGETS ascolto EXPORT ascoltoTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT ascoltoTargets NAMESPACE ascolto:: DESTINATION ${package_dir} COMPONENT dev)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/ascoltoConfig.cmake.in ${CMAKE_BINARY_DIR}/ascoltoConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${CMAKE_BINARY_DIR}/ascoltoConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/ascoltoConfig.cmake ${CMAKE_BINARY_DIR}/ascoltoConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT dev)

# The prefix is found from where the file stands, so that the package can be moved.
file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/ascolto.pc.in ${CMAKE_BINARY_DIR}/ascolto.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/ascolto.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT dev)

if(ASCOLTO_SERVICE)
  install(TARGETS ascolto_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ascolto)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/rules DESTINATION ${CMAKE_INSTALL_DATADIR}/ascolto
  COMPONENT ascolto PATTERN site.yaml EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/rules/site.yaml
  DESTINATION ${CMAKE_INSTALL_DATADIR}/ascolto/rules COMPONENT site)
