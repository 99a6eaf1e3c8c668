/**
 * What is compared: no proxy, nginx, Weir. Each runs as a child process, so that its CPU time and
 * memory can be read from the system. Touches processes, {@code /proc}, loopback ports and a
 * directory for temporary files.
 *
 * <p>May touch: the JDK, Jackson, {@code load} and {@code mock}; it starts and watches processes.
 */
@NullMarked
package dev.weir.bench.peers;

import org.jspecify.annotations.NullMarked;
