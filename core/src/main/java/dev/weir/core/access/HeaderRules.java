package dev.weir.core.access;

import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Fingerprint;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happens to each header field: one table. A field that is not in it passes as it is, in its
 * place, with its case. Framing ({@code content-length}, {@code transfer-encoding}, {@code host})
 * is the relay's to set.
 */
public final class HeaderRules {

    /** What a field is to a proxy. */
    public enum Treatment {
        /** Belongs to one connection (RFC 9110, 7.6.1): never passed on. */
        HOP_BY_HOP,
        /** Says how the message is framed or whom it is for: written anew. */
        FRAMING,
        /**
         * Speaks to Weir, or in Weir's name where a provider sends it: kept on record, not passed
         * on. That is, besides two named ones, every field whose name starts with {@code x-weir-}.
         */
        WEIR,
        /**
         * Says which proxies a request came through, or is a browser's cookie: not passed on, and
         * listed as a change.
         */
        DROPPED,
        /** A credential: passed on, and on record only as a fingerprint. */
        CREDENTIAL,
        /**
         * Acts on the origin of the page that made the call, which is Weir's: not passed on in an
         * answer.
         */
        ACTS_ON_ORIGIN
    }

    private static final Map<String, Treatment> REQUEST = new HashMap<>();
    private static final Map<String, Treatment> RESPONSE = new HashMap<>();

    static {
        put(
                REQUEST,
                Treatment.HOP_BY_HOP,
                "connection",
                "keep-alive",
                "proxy-connection",
                "proxy-authenticate",
                "proxy-authorization",
                "te",
                "trailer",
                "upgrade",
                "http2-settings");
        put(REQUEST, Treatment.FRAMING, "host", "content-length", "transfer-encoding");
        put(REQUEST, Treatment.WEIR, "x-forward-url", "x-ollama-base");
        put(
                REQUEST,
                Treatment.DROPPED,
                "cookie",
                "forwarded",
                "via",
                "x-forwarded-for",
                "x-forwarded-host",
                "x-forwarded-proto",
                "x-forwarded-port",
                "x-forwarded-server",
                "x-real-ip");
        put(
                REQUEST,
                Treatment.CREDENTIAL,
                "authorization",
                "x-api-key",
                "api-key",
                "x-goog-api-key",
                "x-amz-security-token",
                "openai-ephemeral-key",
                "helicone-auth",
                "x-litellm-api-key",
                "ocp-apim-subscription-key",
                "x-auth-token");
        put(
                RESPONSE,
                Treatment.HOP_BY_HOP,
                "connection",
                "keep-alive",
                "proxy-connection",
                "proxy-authenticate",
                "te",
                "trailer",
                "upgrade");
        put(RESPONSE, Treatment.FRAMING, "content-length", "transfer-encoding");
        put(
                RESPONSE,
                Treatment.ACTS_ON_ORIGIN,
                "set-cookie",
                "set-cookie2",
                "strict-transport-security",
                "alt-svc",
                "clear-site-data",
                "access-control-allow-origin",
                "access-control-allow-credentials",
                "access-control-allow-headers",
                "access-control-allow-methods",
                "access-control-expose-headers",
                "access-control-max-age");
    }

    private HeaderRules() {}

    private static void put(Map<String, Treatment> table, Treatment treatment, String... names) {
        for (String name : names) {
            table.put(name, treatment);
        }
    }

    /** The treatment of a request field, null for one that simply passes. */
    public static @Nullable Treatment request(String name) {
        return treatment(REQUEST, name.toLowerCase(Locale.ROOT));
    }

    /** The treatment of a response field, null for one that simply passes. */
    public static @Nullable Treatment response(String name) {
        return treatment(RESPONSE, name.toLowerCase(Locale.ROOT));
    }

    /** The table's answer; every field whose name starts with {@code x-weir-} is Weir's. */
    private static @Nullable Treatment treatment(Map<String, Treatment> table, String lower) {
        Treatment treatment = table.get(lower);
        return treatment == null && lower.startsWith("x-weir-") ? Treatment.WEIR : treatment;
    }

    /**
     * Fields to send on, and what was left out besides the connection's own.
     *
     * @param passed what goes on, in order
     * @param changes what does not, one a name
     */
    public record Passed(Headers passed, List<Change> changes) {

        /** No fields at all. */
        public static final Passed NOTHING = new Passed(Headers.EMPTY, List.of());
    }

    /**
     * The request fields that go to the provider.
     *
     * @param host the value for the Host field, which keeps its place, or comes first where there
     *     was none; null for a protocol without one (HTTP/2), where the fields that frame the body
     *     are left out too
     */
    public static Passed toUpstream(Headers received, @Nullable String host) {
        return pass(received, Change.Kind.REQUEST_FIELD_DROPPED, host != null, false, host);
    }

    /**
     * The fields without any credential: what Weir adds one of its own to, or what goes to a
     * provider that wants none.
     */
    public static Headers withoutCredentials(Headers fields) {
        Headers.Builder rest = Headers.builder();
        fields.forEach(
                (name, value) -> {
                    if (request(name) != Treatment.CREDENTIAL) {
                        rest.add(name, value);
                    }
                });
        return rest.build();
    }

    /**
     * A query without parameters of these names.
     *
     * @param query without its question mark
     */
    public static String withoutParameters(String query, java.util.Set<String> names) {
        if (query.isEmpty()) {
            return query;
        }
        StringBuilder rest = new StringBuilder(query.length());
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = unescaped(equals < 0 ? parameter : parameter.substring(0, equals));
            if (!names.contains(name)) {
                rest.append(rest.isEmpty() ? "" : "&").append(parameter);
            }
        }
        return rest.toString();
    }

    /** The value of the first query parameter of that name, escapes undone; null for none. */
    public static @Nullable String parameter(String query, String name) {
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && unescaped(parameter.substring(0, equals)).equals(name)) {
                return unescaped(parameter.substring(equals + 1));
            }
        }
        return null;
    }

    /**
     * The fields after a request's body that go to the provider. Nobody may be told behind a body
     * how it was framed or whom it was for (RFC 9110, 6.5.1): such fields are left out and listed.
     */
    public static Passed trailersToUpstream(Headers received) {
        return received.isEmpty()
                ? Passed.NOTHING
                : pass(received, Change.Kind.REQUEST_FIELD_DROPPED, false, true, null);
    }

    /**
     * The response fields that go to the client.
     *
     * @param status the response's; after a 1xx or a 204 there is no body, and fields that announce
     *     one, which a client might wait for, are left out and listed (RFC 9110, 8.6)
     * @param keepFraming true where the fields that frame the body stay in their place, once each
     */
    public static Passed toClient(Headers received, int status, boolean keepFraming) {
        boolean bodiless = status < 200 || status == 204;
        return pass(
                received,
                Change.Kind.RESPONSE_FIELD_WITHHELD,
                keepFraming && !bodiless,
                bodiless,
                null);
    }

    /** The fields after a response's body; see {@link #trailersToUpstream}. */
    public static Passed trailersToClient(Headers received) {
        return received.isEmpty()
                ? Passed.NOTHING
                : pass(received, Change.Kind.RESPONSE_FIELD_WITHHELD, false, true, null);
    }

    private static Passed pass(
            Headers received,
            Change.Kind kind,
            boolean keepFraming,
            boolean listFraming,
            @Nullable String host) {
        Headers.Builder passed = Headers.builder();
        List<Change> changes = List.of();
        boolean isAnswer = kind == Change.Kind.RESPONSE_FIELD_WITHHELD;
        boolean namesMore = namesMore(received);
        if (host != null && !received.contains("host")) {
            passed.add("Host", host);
        }
        boolean framed = false;
        for (int i = 0; i < received.size(); i++) {
            String name = received.name(i);
            String lower = name.toLowerCase(Locale.ROOT);
            Treatment treatment = treatment(isAnswer ? RESPONSE : REQUEST, lower);
            if (namesMore
                    && (treatment == null || treatment == Treatment.CREDENTIAL)
                    && received.hasToken("connection", lower)) {
                treatment = Treatment.HOP_BY_HOP;
            }
            if (treatment == null || treatment == Treatment.CREDENTIAL) {
                passed.add(name, received.value(i));
            } else if (treatment == Treatment.FRAMING && keepFraming) {
                if (lower.equals("host")) {
                    passed.add(name, host == null ? received.value(i) : host);
                } else if (!framed) {
                    passed.add(name, received.value(i));
                    framed = true;
                }
            } else if (treatment == Treatment.DROPPED
                    || treatment == Treatment.ACTS_ON_ORIGIN
                    || treatment == Treatment.FRAMING && listFraming
                    || treatment == Treatment.WEIR && isAnswer) {
                Change change = new Change(kind, lower);
                if (changes.isEmpty()) {
                    changes = new ArrayList<>(4);
                }
                if (!changes.contains(change)) {
                    changes.add(change);
                }
            }
        }
        return new Passed(passed.build(), changes);
    }

    /** True where a Connection field may name other fields than the usual two words. */
    private static boolean namesMore(Headers received) {
        for (int i = 0; i < received.size(); i++) {
            if (received.name(i).equalsIgnoreCase("connection")) {
                String value = received.value(i);
                if (!value.equalsIgnoreCase("keep-alive") && !value.equalsIgnoreCase("close")) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The fields as they may be kept: credentials and cookies replaced by fingerprints, those
     * inside a URL (a redirect, an upload's address, {@code X-Forward-URL}) too.
     */
    public static Headers forRecord(Headers received) {
        return forRecord(received, java.util.Set.of());
    }

    /**
     * The same where further fields carry credentials.
     *
     * @param credentials their names, lower case
     */
    public static Headers forRecord(Headers received, java.util.Set<String> credentials) {
        Headers.@Nullable Builder kept = null;
        for (int i = 0; i < received.size(); i++) {
            String name = received.name(i);
            String value = received.value(i);
            String stored =
                    isSecret(name) || credentials.contains(name.toLowerCase(Locale.ROOT))
                            ? Fingerprint.of(value)
                            : value.contains("://") ? targetForRecord(value) : value;
            if (kept == null && !stored.equals(value)) {
                kept = Headers.builder();
                for (int j = 0; j < i; j++) {
                    kept.add(received.name(j), received.value(j));
                }
            }
            if (kept != null) {
                kept.add(name, stored);
            }
        }
        return kept == null ? received : kept.build();
    }

    /**
     * True for a field whose value is never stored. Besides the named ones, any field whose name
     * says that it is a key, a token or a secret: tools invent such fields, and a false alarm costs
     * a value nobody misses.
     */
    public static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (lower) {
            case "cookie", "cookie2", "set-cookie", "set-cookie2", "token", "secret", "password" ->
                    true;
            default ->
                    REQUEST.get(lower) == Treatment.CREDENTIAL
                            || lower.endsWith("authorization")
                            || lower.endsWith("api-key")
                            || lower.endsWith("apikey")
                            || lower.endsWith("-access-key")
                            || lower.endsWith("-subscription-key")
                            || lower.endsWith("-functions-key")
                            || lower.endsWith("-virtual-key")
                            || lower.endsWith("-master-key")
                            || lower.endsWith("-secret-key")
                            || lower.endsWith("-auth-key")
                            || lower.endsWith("-token") && !lower.startsWith("x-ratelimit")
                            || lower.endsWith("-secret")
                            || lower.endsWith("-password");
        };
    }

    /**
     * The target, or a URL, as it may be kept: the values of query parameters that carry
     * credentials replaced, and so a user and password in front of the host.
     */
    public static String targetForRecord(String url) {
        String target = withoutUser(url);
        int mark = target.indexOf('?');
        if (mark < 0) {
            return target;
        }
        StringBuilder kept = new StringBuilder(target.length()).append(target, 0, mark + 1);
        int from = mark + 1;
        while (from <= target.length()) {
            int amp = target.indexOf('&', from);
            int to = amp < 0 ? target.length() : amp;
            String parameter = target.substring(from, to);
            int equals = parameter.indexOf('=');
            if (equals > 0 && isSecretParameter(parameter.substring(0, equals))) {
                kept.append(parameter, 0, equals + 1)
                        .append(Fingerprint.of(parameter.substring(equals + 1)).replace(' ', '+'));
            } else {
                kept.append(parameter);
            }
            if (amp >= 0) {
                kept.append('&');
            }
            from = to + 1;
        }
        return kept.toString();
    }

    private static String withoutUser(String url) {
        int scheme = url.indexOf("://");
        if (scheme < 0 || url.charAt(0) == '/') {
            return url;
        }
        int start = scheme + 3;
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        int at = url.lastIndexOf('@', end - 1);
        return at < start
                ? url
                : url.substring(0, start)
                        + Fingerprint.ofPassword(url.substring(start, at)).replace(' ', '+')
                        + url.substring(at);
    }

    private static boolean isSecretParameter(String name) {
        String plain = unescaped(name).toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "key",
                    "sig",
                    "signature",
                    "x-amz-signature",
                    "x-goog-signature",
                    "subscription-key" ->
                    true;
            default -> isSecret(plain);
        };
    }

    /** The name as the provider reads it; what is no escape stays. */
    private static String unescaped(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int high = i + 1 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
            if (c == '%' && high >= 0 && low >= 0) {
                c = (char) (high << 4 | low);
                i += 2;
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
