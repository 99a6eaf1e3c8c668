/**
 * The HTTP/1.1 reader and writer held against their rules: bad forms one by one, and any cut of the
 * bytes.
 */
@NullMarked
package dev.weir.gateway.relay.http1;

import org.jspecify.annotations.NullMarked;
