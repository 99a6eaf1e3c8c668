package dev.weir.gateway.relay;

import dev.weir.core.capture.CaptureMode;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How the relay behaves.
 *
 * @param listen where to listen; port 0 takes a free one
 * @param loops number of event loops
 * @param allowedHosts further names, without port, that a Host field may hold; {@code *} allows all
 * @param consoleUrl where a browser is sent; asked each time, since the console may start later
 * @param mode how much to keep, unless a provider says less
 * @param refuseUnrecorded true where a request is refused that cannot be recorded; false where it
 *     passes and is counted
 * @param timeouts time limits
 * @param limits size and number limits
 * @param tls the proxy port's own certificate, null for plain HTTP
 * @param trust further certificates to trust upstream, PEM; null for the platform's only
 */
public record RelayOptions(
        InetSocketAddress listen,
        int loops,
        Set<String> allowedHosts,
        Supplier<String> consoleUrl,
        CaptureMode mode,
        boolean refuseUnrecorded,
        Timeouts timeouts,
        Limits limits,
        @Nullable Tls tls,
        @Nullable Path trust) {

    /**
     * Time limits. There is none on a whole exchange.
     *
     * @param connect resolving, connecting and the TLS handshake together
     * @param firstByte from the request sent to the answer's head
     * @param idle between two bytes of an answer
     * @param requestHead from the first byte of a request to the end of its head
     * @param requestIdle between two bytes of a request body
     * @param clientStall without the client taking a byte while some wait for it
     * @param keepAlive between two requests on a connection
     * @param upstreamKeepAlive how long an unused upstream connection is kept
     * @param drain how long streams may go on when Weir stops
     */
    public record Timeouts(
            Duration connect,
            Duration firstByte,
            Duration idle,
            Duration requestHead,
            Duration requestIdle,
            Duration clientStall,
            Duration keepAlive,
            Duration upstreamKeepAlive,
            Duration drain) {

        public static Timeouts defaults() {
            return new Timeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(600),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(30));
        }
    }

    /**
     * Size and number limits.
     *
     * @param requestBody bytes of a request body
     * @param connections client connections at once
     * @param inFlight exchanges at once
     */
    public record Limits(long requestBody, int connections, int inFlight) {

        public static Limits defaults() {
            return new Limits(64L << 20, 16_384, 12_000);
        }
    }

    /**
     * A certificate and its key, PEM files.
     *
     * @param certificate the chain
     * @param key the private key, PKCS 8
     */
    public record Tls(Path certificate, Path key) {}
}
