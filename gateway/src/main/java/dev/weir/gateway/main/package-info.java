/**
 * Configuration and wiring, no logic of its own.
 *
 * <p>{@link dev.weir.gateway.main.ConfigurationKey} is the table of everything that can be set,
 * {@link dev.weir.gateway.main.ConfigurationReader} turns a YAML file and command-line overrides
 * into one checked {@link dev.weir.gateway.main.Configuration}, and {@link
 * dev.weir.gateway.main.Weir} puts the parts together and runs them. {@link
 * dev.weir.gateway.main.Verification} and {@link dev.weir.gateway.main.OfflineImport} work on a
 * data directory without a running Weir. This is the only package that may know all the others.
 *
 * <p>May touch: everything.
 */
@NullMarked
package dev.weir.gateway.main;

import org.jspecify.annotations.NullMarked;
