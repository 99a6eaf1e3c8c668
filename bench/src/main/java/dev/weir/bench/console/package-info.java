/**
 * How soon the pages of the web console are drawn where the archive is large: a real Weir over a
 * million exchanges, and a real Chromium that opens its pages.
 *
 * <p>Start at {@link dev.weir.bench.console.ConsoleBench}. {@code Chromium} speaks the Chrome
 * DevTools Protocol, as much of it as opens a page and asks it something, so that the bench needs
 * no driver.
 *
 * <p>May touch: {@code core}, Jackson, the JDK's WebSocket client, the testkit (where a browser
 * is), the other packages of the bench.
 */
@NullMarked
package dev.weir.bench.console;

import org.jspecify.annotations.NullMarked;
