package dev.weir.core.access;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which provider a request is for. Provider detection is this one table, read from top to bottom:
 *
 * <table>
 * <caption>The doors</caption>
 * <tr><th>path</th><th>provider</th></tr>
 * <tr><td>with {@code X-Forward-URL}</td><td>the URL's host, if it is a provider's or on the
 * allow-list; where people sign in, only if it is on the list</td></tr>
 * <tr><td>{@code /proxy/{provider}/…}</td><td>the named one</td></tr>
 * <tr><td>{@code /{provider}/…}</td><td>the named one</td></tr>
 * <tr><td>a bare path of {@link #BARE}</td><td>by path, then by headers</td></tr>
 * <tr><td>anything else</td><td>none: {@code route_not_found}</td></tr>
 * </table>
 */
public final class Doors {

    /**
     * One row of the table of bare paths: the first row whose path and headers match names the
     * provider.
     */
    private record Row(Predicate<String> path, Predicate<Headers> headers, String provider) {}

    /**
     * Where SDKs send spans. The console port takes them; a provider that was guessed from the path
     * must not get what was said to another.
     */
    private static final String SPANS = "/v1/traces";

    private static final Predicate<Headers> ANY = headers -> true;
    private static final Predicate<Headers> ANTHROPIC_SIGNS =
            headers -> headers.contains("anthropic-version") || headers.contains("x-api-key");
    private static final Predicate<Headers> GEMINI_SIGNS =
            headers -> headers.contains("x-goog-api-key");
    private static final Predicate<Headers> OLLAMA_SIGNS =
            headers -> headers.contains("x-ollama-base");

    private static final List<Row> BARE =
            List.of(
                    new Row(under("/v1/messages"), ANY, "anthropic"),
                    new Row(under("/v1/complete"), ANTHROPIC_SIGNS, "anthropic"),
                    new Row(
                            under("/api/chat", "/api/generate", "/api/embed", "/api/embeddings"),
                            ANY,
                            "ollama"),
                    new Row(
                            under("/api/tags", "/api/show", "/api/ps", "/api/version", "/api/pull"),
                            ANY,
                            "ollama"),
                    new Row(
                            under("/api/create", "/api/copy", "/api/delete", "/api/push"),
                            ANY,
                            "ollama"),
                    new Row(under("/v1beta", "/v1alpha", "/upload/v1beta"), ANY, "gemini"),
                    new Row(
                            path -> path.startsWith("/v1/models/") && path.indexOf(':') > 0,
                            ANY,
                            "gemini"),
                    new Row(under("/v1"), GEMINI_SIGNS, "gemini"),
                    new Row(under("/v1"), OLLAMA_SIGNS, "ollama"),
                    new Row(
                            under("/v1/chat/completions", "/v1/responses", "/v1/embeddings"),
                            ANY,
                            "openai"),
                    new Row(under("/v1"), ANTHROPIC_SIGNS, "anthropic"),
                    new Row(under("/v1"), ANY, "openai"));

    private final Providers providers;
    private final Set<String> forwardHosts;
    private final @Nullable Origin gateway;
    private final boolean listedOnly;

    /**
     * @param providers the named upstreams
     * @param forwardHosts hosts that {@code X-Forward-URL} may name, lower case, each {@code host}
     *     or {@code host:port}; empty turns it off
     */
    public Doors(Providers providers, Set<String> forwardHosts) {
        this(providers, forwardHosts, null);
    }

    /**
     * @param gateway another Weir that every call goes through: the path stays as it came, since
     *     the doors there are the same; null where calls go to the providers
     */
    public Doors(Providers providers, Set<String> forwardHosts, @Nullable Origin gateway) {
        this(providers, forwardHosts, gateway, false);
    }

    /**
     * @param listedOnly true where {@code X-Forward-URL} may name a provider's host too only where
     *     that is on the list: people sign in, and provider keys are Weir's
     */
    public Doors(
            Providers providers,
            Set<String> forwardHosts,
            @Nullable Origin gateway,
            boolean listedOnly) {
        this.providers = providers;
        this.forwardHosts = Set.copyOf(forwardHosts);
        this.gateway = gateway;
        this.listedOnly = listedOnly;
    }

    /** Where a request goes, or why it goes nowhere. */
    public sealed interface Way {

        /** The shape that the client speaks, for errors. */
        Dialect dialect();
    }

    /**
     * It goes to an upstream.
     *
     * @param door {@code provider}, {@code bare} or {@code forward}
     * @param provider the provider; for {@code forward} one made up from the URL
     * @param dialect the shape of the path
     * @param path the path at the provider, without the door's prefix
     * @param guarded true where the address must be a public one
     */
    public record Through(
            String door, Provider provider, Dialect dialect, String path, boolean guarded)
            implements Way {

        /**
         * The path as sent: the provider's prefix, then the path; {@code /} where both are empty.
         */
        public String upstreamPath() {
            String base = provider.base().path();
            String whole = base.isEmpty() ? path : base + path;
            return whole.isEmpty() ? "/" : whole;
        }
    }

    /** It goes nowhere. */
    public record Shut(Refusal refusal, Dialect dialect) implements Way {}

    /**
     * Finds the way.
     *
     * @param path the path of the target, without the query, already checked by {@link TargetRules}
     * @param headers the request's fields
     */
    public Way find(String path, Headers headers) {
        Origin next = gateway;
        if (next == null) {
            return direct(path, headers);
        }
        if (headers.contains("x-forward-url")) {
            return forbidden(
                    "calls go through the gateway "
                            + next
                            + ", so X-Forward-URL names no other place; 'weir serve --direct' sends"
                            + " calls to providers",
                    Dialect.ofPath(path, guess(headers)));
        }
        return switch (direct(path, headers)) {
            case Through way ->
                    onward(
                            way,
                            way.door().equals("provider")
                                    ? next.under("/" + way.provider().name())
                                    : next);
            case Shut shut when path.equals(SPANS) -> shut;
            case Shut shut ->
                    // What this Weir does not know, the gateway may.
                    new Through(
                            "bare",
                            new Provider("gateway", next, shut.dialect(), CaptureMode.FULL, false),
                            shut.dialect(),
                            path,
                            false);
        };
    }

    private static Through onward(Through way, Origin base) {
        Provider known = way.provider();
        return new Through(
                way.door(),
                new Provider(known.name(), base, known.dialect(), known.mode(), false),
                way.dialect(),
                way.path(),
                false);
    }

    private Way direct(String path, Headers headers) {
        Named named = named(path);
        String forward = headers.first("x-forward-url");
        if (forward != null) {
            return forwarded(forward, named == null ? path : named.rest, headers);
        }
        if (named != null) {
            Dialect dialect = Dialect.ofPath(named.rest, named.provider.dialect());
            return new Through("provider", named.provider, dialect, named.rest, false);
        }
        if (path.equals(SPANS)) {
            return new Shut(
                    new Refusal(
                            ErrorCode.ROUTE_NOT_FOUND,
                            "This is Weir's proxy port. Spans go to the console port, as in"
                                    + " http://127.0.0.1:4142"
                                    + SPANS),
                    Dialect.OTHER);
        }
        for (Row row : BARE) {
            if (row.path.test(path) && row.headers.test(headers)) {
                Provider provider = providers.find(row.provider);
                if (provider != null) {
                    return new Through(
                            "bare",
                            provider,
                            Dialect.ofPath(path, provider.dialect()),
                            path,
                            false);
                }
            }
        }
        return new Shut(
                new Refusal(
                        ErrorCode.ROUTE_NOT_FOUND,
                        "Weir has no provider for the path '"
                                + path
                                + "'. Put the provider's name first, as in "
                                + "/anthropic/v1/messages; configured are: "
                                + String.join(", ", providers.names())),
                Dialect.ofPath(path, guess(headers)));
    }

    private record Named(Provider provider, String rest) {}

    private @Nullable Named named(String path) {
        int start = path.startsWith("/proxy/") ? "/proxy/".length() : 1;
        if (path.length() < start) {
            return null;
        }
        int slash = path.indexOf('/', start);
        String name = slash < 0 ? path.substring(start) : path.substring(start, slash);
        Provider provider = providers.find(name);
        return provider == null
                ? null
                : new Named(provider, slash < 0 ? "" : path.substring(slash));
    }

    /**
     * Where the caller's own URL leads. What its path has besides the provider's own base is part
     * of the path, so that rules judge all of what is sent.
     */
    private Way forwarded(String url, String path, Headers headers) {
        Origin origin;
        try {
            origin = Origin.parse(url);
        } catch (IllegalArgumentException e) {
            return forbidden(
                    "X-Forward-URL is not an upstream URL: expected https://host[:port][/path]",
                    Dialect.ofPath(path, guess(headers)));
        }
        Dialect dialect = Dialect.ofPath(origin.path() + path, guess(headers));
        boolean listed =
                forwardHosts.contains(origin.host()) || forwardHosts.contains(origin.authority());
        Provider known = listed || !listedOnly ? providerAt(origin) : null;
        if (known != null) {
            Origin base = known.base();
            Provider same = new Provider(known.name(), base, dialect, known.mode(), known.http2());
            String rest = origin.path().substring(base.path().length()) + path;
            return new Through("forward", same, dialect, rest, false);
        }
        if (!listed) {
            return forbidden(
                    "X-Forward-URL names the host '"
                            + origin.host()
                            + "', which is not on the allow-list (configuration key forward.allow)",
                    dialect);
        }
        if (!origin.tls()) {
            return forbidden(
                    "X-Forward-URL must be https; plain http only to a named provider", dialect);
        }
        Origin root = new Origin(true, origin.host(), origin.port(), "");
        Provider made = new Provider("forward", root, dialect, CaptureMode.FULL, false);
        boolean literal = AddressGuard.isLiteral(origin.host());
        return new Through("forward", made, dialect, origin.path() + path, !literal);
    }

    /** The provider below whose base a place is, the one with the longest base; null for none. */
    private @Nullable Provider providerAt(Origin place) {
        Provider nearest = null;
        for (Provider provider : providers.all()) {
            Origin base = provider.base();
            boolean below =
                    base.tls() == place.tls()
                            && base.host().equals(place.host())
                            && base.port() == place.port()
                            && (place.path() + "/").startsWith(base.path() + "/");
            if (below
                    && (nearest == null || base.path().length() > nearest.base().path().length())) {
                nearest = provider;
            }
        }
        return nearest;
    }

    private static Shut forbidden(String message, Dialect dialect) {
        return new Shut(new Refusal(ErrorCode.UPSTREAM_FORBIDDEN, message), dialect);
    }

    private static Dialect guess(Headers headers) {
        if (headers.contains("anthropic-version")) {
            return Dialect.ANTHROPIC;
        }
        return headers.contains("x-goog-api-key") ? Dialect.GEMINI : Dialect.OPENAI;
    }

    private static Predicate<String> under(String... prefixes) {
        return path -> {
            for (String prefix : prefixes) {
                if (path.startsWith(prefix)
                        && (path.length() == prefix.length()
                                || path.charAt(prefix.length()) == '/')) {
                    return true;
                }
            }
            return false;
        };
    }
}
