/**
 * The whole program from outside: a client and a provider on raw sockets, Weir between them, and
 * its read API to see what was recorded.
 *
 * <p>Start at {@link dev.weir.gateway.e2e.RunningWeir}, which starts the program in this process or
 * in one of its own, and {@link dev.weir.gateway.e2e.Console}, which reads what it recorded. Tests
 * here know the command line, the ports and the HTTP API, and no class of the program besides the
 * ones that start it.
 */
@NullMarked
package dev.weir.gateway.e2e;

import org.jspecify.annotations.NullMarked;
