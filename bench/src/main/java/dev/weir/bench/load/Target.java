package dev.weir.bench.load;

import java.net.InetSocketAddress;

/**
 * Where a load goes.
 *
 * @param address the listener
 * @param prefix what stands before the provider's own path, empty or as in {@code /mock}
 */
public record Target(InetSocketAddress address, String prefix) {}
