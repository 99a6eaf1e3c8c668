/**
 * The console port: the web pages and the HTTP API behind them and behind the command line. Its
 * reading part lists, searches and shows what is on record, sums it up, exports it, and follows it
 * live; it reads from {@link dev.weir.core.archive.Archive} and {@link
 * dev.weir.core.derived.Derived} and changes nothing. Its other part is for people and rules:
 * signing in, tokens, keys, routes, policies, limits, the audit, each behind a {@code Right}, as
 * {@link dev.weir.gateway.control.SqlControlStore} keeps them.
 *
 * <p>What comes in: the import, which gives what it is sent to {@link
 * dev.weir.gateway.intake.Importer}; {@code Upkeep}, which has derived rows made anew; spans over
 * OTLP, which {@link dev.weir.gateway.intake.otlp.SpanIntake} takes.
 *
 * <p>Start at {@link dev.weir.gateway.console.ConsoleServer}. A connection ({@code HttpConnection})
 * takes requests one at a time; {@code Dispatcher} asks {@code LocalSafety}, finds the row in the
 * table of {@code Routes} and runs its handler on a virtual thread, which writes its answer through
 * a {@code Call} and simply blocks while the client is slow.
 *
 * <p>HTTP/1.1 is read and written by Netty's codec, which the relay brings along anyway, and not by
 * the JDK's own server (also under avaje-jex): that one answers a raw {@code >} in a query, as in
 * {@code ?status=>=400}, with an HTML 400 before any handler runs, does not notice a client that
 * leaves while nothing is written, ends a chunked body cleanly when an exchange is closed in the
 * middle, and takes its limits from system properties of the whole process.
 *
 * <p>The pages are files of {@code src/main/web}, which {@code WebFiles} serves; {@code WebPages}
 * knows their addresses. {@code src/main/web/README.md} says how one is made.
 *
 * <p>May touch: {@code core}, {@code content}, {@code intake}, {@code control}, {@code vault},
 * {@code oidc}, {@code limits}, Netty, Jackson, Micrometer. Knows neither relay, spool nor store.
 */
@NullMarked
package dev.weir.gateway.console;

import org.jspecify.annotations.NullMarked;
