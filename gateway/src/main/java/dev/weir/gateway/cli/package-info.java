/**
 * The command line. Commands speak HTTP to the console port like any client; only {@code serve},
 * {@code verify} and {@code demo} reach the program itself, through {@link dev.weir.gateway.main}.
 *
 * <p>Start at {@link dev.weir.gateway.cli.Main}, the list of commands. {@link
 * dev.weir.gateway.cli.Api} is the one HTTP client, {@link dev.weir.gateway.cli.Tools} the table of
 * what each tool reads, and {@link dev.weir.gateway.cli.Plain} what stands between captured content
 * and the terminal.
 *
 * <p>May touch: the JDK, picocli, Jackson; {@code main} and {@code demo} only where said above.
 */
@NullMarked
package dev.weir.gateway.cli;

import org.jspecify.annotations.NullMarked;
