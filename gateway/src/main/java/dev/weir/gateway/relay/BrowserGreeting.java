package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;

import java.util.function.Supplier;

/**
 * A person who opens the proxy port in a browser is sent to the console. Tools that probe the root
 * are not.
 */
record BrowserGreeting(Supplier<String> consoleUrl) {

    boolean isFor(RequestHead head) {
        if (!head.method().equals("GET") || !head.target().equals("/")) {
            return false;
        }
        String accept = head.headers().first("accept");
        return accept != null && accept.contains("text/html");
    }

    Headers headers() {
        return Headers.of(
                "location",
                consoleUrl.get() + "/",
                "content-length",
                "0",
                "cache-control",
                "no-store",
                "connection",
                "close");
    }
}
