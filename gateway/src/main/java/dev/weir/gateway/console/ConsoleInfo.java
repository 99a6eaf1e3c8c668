package dev.weir.gateway.console;

import dev.weir.core.access.Provider;
import dev.weir.core.capture.CaptureMode;

import java.util.List;

/**
 * What Weir says about itself: {@code /api/v1/info} and the first page.
 *
 * @param version Weir's version
 * @param proxy base URL of the proxy port, without a trailing slash
 * @param data the data directory
 * @param providers the named upstreams
 * @param mode the capture mode for all
 * @param durability when capture counts as done, in the configuration's words
 * @param onFull what happens where nothing can be captured, in the configuration's words
 * @param gateway the gateway that calls go through, empty where they go to the providers
 */
public record ConsoleInfo(
        String version,
        String proxy,
        String data,
        List<Provider> providers,
        CaptureMode mode,
        String durability,
        String onFull,
        String gateway) {

    /** Of a Weir whose calls go to the providers. */
    public ConsoleInfo(
            String version,
            String proxy,
            String data,
            List<Provider> providers,
            CaptureMode mode,
            String durability,
            String onFull) {
        this(version, proxy, data, providers, mode, durability, onFull, "");
    }

    public ConsoleInfo {
        providers = List.copyOf(providers);
        while (proxy.endsWith("/")) {
            proxy = proxy.substring(0, proxy.length() - 1);
        }
    }
}
