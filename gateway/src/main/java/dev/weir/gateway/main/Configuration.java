package dev.weir.gateway.main;

import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.gateway.alerts.Webhook;
import dev.weir.gateway.telemetry.TelemetryOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Everything that can be set, checked: a value of this type makes sense as a whole. Read by {@link
 * ConfigurationReader}; {@link ConfigurationKey} says which key sets what.
 *
 * @param listen where tools connect
 * @param console where the read API, health and metrics are
 * @param data the directory of spool and archive
 * @param providers the named upstreams; each carries the stricter of its own capture mode and the
 *     global one
 * @param timeouts how long to wait for what
 * @param limits how much is taken on at once
 * @param tls the certificate of the proxy port; null for plain HTTP
 * @param trust PEM file with certificates to trust at providers besides the platform's; null for
 *     none
 * @param capture what is kept, and how surely
 * @param forwardAllow hosts that {@code X-Forward-URL} may name, lower case; empty turns it off
 * @param allowedHosts names that a Host field may carry besides the loopback ones, lower case
 * @param prices own prices, which count over the table's
 * @param derive whether it is worked out what exchanges mean
 * @param telemetry where spans and metrics go
 * @param access who may call, and whether rules apply
 * @param vault where the key comes from that protects stored provider keys
 * @param alerts who is told when a soft level of a limit is passed, null for nobody
 * @param logLevel which messages of Weir's own are written
 */
public record Configuration(
        Endpoint listen,
        Endpoint console,
        Path data,
        Providers providers,
        Timeouts timeouts,
        Limits limits,
        @Nullable Tls tls,
        @Nullable Path trust,
        Capture capture,
        Set<String> forwardAllow,
        Set<String> allowedHosts,
        PriceOverrides prices,
        boolean derive,
        TelemetryOptions telemetry,
        Access access,
        Vault vault,
        Webhook.@Nullable Target alerts,
        LogLevel logLevel) {

    public Configuration {
        forwardAllow = Set.copyOf(forwardAllow);
        allowedHosts = Set.copyOf(allowedHosts);
        readable(derive, telemetry);
        providers = strictest(providers.all(), capture.mode());
        if (listen.equals(console) && listen.port() != 0) {
            throw new IllegalArgumentException(
                    "listen and console are both " + listen + ": expected two different ports");
        }
    }

    private static void readable(boolean derive, TelemetryOptions telemetry) {
        if (telemetry.export().on() && !derive) {
            throw new IllegalArgumentException(
                    "otel.endpoint is set and derive is false: spans are made of what is derived");
        }
    }

    /**
     * Who may call, and whether rules apply.
     *
     * @param signIn whether every call must carry a token
     * @param rules whether rules apply without sign-in too
     * @param queryTokens whether a query parameter may carry the token
     * @param listRoutes whether a list of models is answered with the caller's routes
     * @param heldBytes most bytes of bodies that wait for a decision
     */
    public record Access(
            SignIn signIn, boolean rules, boolean queryTokens, boolean listRoutes, long heldBytes) {

        /** True where people and rules are kept at all. */
        public boolean governed() {
            return rules || signIn == SignIn.REQUIRED;
        }
    }

    /** Whether calls need a token: a closed list. */
    public enum SignIn {
        NONE,
        REQUIRED
    }

    /**
     * Where the KEK comes from: at most one of the three; none is one of Weir's own.
     *
     * @param kek a file
     * @param previous the file of the one before
     * @param variable an environment variable's value, never printed
     * @param kms the URI of a key in a key service
     */
    public record Vault(
            @Nullable Path kek,
            @Nullable Path previous,
            @Nullable String variable,
            @Nullable String kms) {

        /** Weir makes its own. */
        public static final Vault OWN = new Vault(null, null, null, null);

        public Vault {
            int given = (kek == null ? 0 : 1) + (variable == null ? 0 : 1) + (kms == null ? 0 : 1);
            if (given > 1) {
                throw new IllegalArgumentException(
                        "vault.kek, vault.kek_variable and vault.kms: expected at most one");
            }
        }

        /** Says which source it is. */
        @Override
        public String toString() {
            return kek != null
                    ? "Vault[file]"
                    : variable != null
                            ? "Vault[variable]"
                            : kms != null ? "Vault[kms]" : "Vault[own]";
        }
    }

    /** How long to wait for what. There is no limit on the whole of an exchange. */
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
        public Timeouts {
            positive("timeouts.connect", connect);
            positive("timeouts.first_byte", firstByte);
            positive("timeouts.idle", idle);
            positive("timeouts.request_head", requestHead);
            positive("timeouts.request_idle", requestIdle);
            positive("timeouts.client_stall", clientStall);
            positive("timeouts.keep_alive", keepAlive);
            positive("timeouts.upstream_keep_alive", upstreamKeepAlive);
            if (drain.isNegative()) {
                throw new IllegalArgumentException("timeouts.drain: expected 0s or longer");
            }
        }

        private static void positive(String key, Duration value) {
            if (!value.isPositive()) {
                throw new IllegalArgumentException(key + ": expected longer than nothing");
            }
        }
    }

    /**
     * How much is taken on at once.
     *
     * @param requestBody largest request body in bytes; beyond it 413
     * @param connections most client connections open at once
     * @param inFlight most exchanges open at once; beyond it 503
     */
    public record Limits(long requestBody, int connections, int inFlight) {
        public Limits {
            if (requestBody < 1 || connections < 1 || inFlight < 1) {
                throw new IllegalArgumentException("limits: expected every limit to be 1 or more");
            }
        }
    }

    /**
     * The certificate of the proxy port.
     *
     * @param certificate PEM file with the certificate and its chain
     * @param key PEM file with the private key (PKCS #8)
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * What is kept.
     *
     * @param mode the global capture mode; a provider's own can only be stricter
     * @param durability when an exchange counts as kept
     * @param onFull what happens to traffic that cannot be recorded
     * @param spoolLimit most bytes of the spool on disk
     */
    public record Capture(CaptureMode mode, Durability durability, OnFull onFull, long spoolLimit) {
        public Capture {
            if (spoolLimit < 64L << 20) {
                throw new IllegalArgumentException(
                        "capture.spool_limit: " + spoolLimit + " bytes; expected 64MiB or more");
            }
        }
    }

    /** When an exchange counts as kept: a closed list. */
    public enum Durability {
        /** It survives the death of the process. */
        PROCESS,
        /** It survives the death of the machine: synced to disk before the answer ends. */
        DISK;

        /** The word in configuration and API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens to traffic that cannot be recorded: a closed list. */
    public enum OnFull {
        /** It passes unrecorded, counted by reason. */
        PASS,
        /** It is refused with {@code capture_unavailable} before anything is sent. */
        REFUSE;

        /** The word in configuration and API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which messages are written: a closed list, from few to many. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG;

        /** The word in configuration and on each line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static Providers strictest(Collection<Provider> providers, CaptureMode mode) {
        List<Provider> stricter = new ArrayList<>();
        for (Provider provider : providers) {
            stricter.add(
                    new Provider(
                            provider.name(),
                            provider.base(),
                            provider.dialect(),
                            CaptureMode.strictest(mode, provider.mode()),
                            provider.http2()));
        }
        return new Providers(stricter);
    }
}
